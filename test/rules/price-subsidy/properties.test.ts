import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ROUNDINGS } from '../../../src/kernel/money.ts'
import type { IndexName, ParameterName, PriceAmount } from '../../../src/policy/parameters.ts'
import { DECISION_CITES, decidePrice } from '../../../src/rules/price-subsidy/decide-price.ts'
import { highestSubsidy, type PersonSubsidy } from '../../../src/rules/price-subsidy/highest-subsidy.ts'
import { buildIndexBook, type IndexFigure } from '../../../src/rules/price-subsidy/index-book.ts'
import { priceSubsidy } from '../../../src/rules/price-subsidy/price-subsidy.ts'
import { evaluateFormula } from '../evaluate-formula.ts'
import { Exact, roundYuan } from '../exact-yuan.ts'
import { policyOf, recording, type Values } from '../policy-of.ts'
import { AREA, figure, MONTH, placed, RULES, status } from './example-month.ts'

const yuan = fc.integer({ min: 0, max: 200_000 }).map((fen) => (fen / 100).toFixed(2))
const tenths = fc.integer({ min: -30, max: 130 })
const rise = tenths.map((value) => (value / 10).toFixed(1))
const atLeast = fc.integer({ min: 0, max: 100 }).map((value) => (value / 10).toFixed(1))
const index = fc.constantFrom<IndexName>('low-income-living-cost', 'consumer', 'food')
const fraction = fc.tuple(fc.integer({ min: 0, max: 12 }), fc.integer({ min: 1, max: 12 }))

const prices: fc.Arbitrary<PriceAmount> = fc.oneof(
  fc.record({ standardTimesIndex: fc.record({ index }) }),
  fc.record({ perPoint: fc.record({ index, yuan, partial: fc.constantFrom('up', 'down', 'exact') }) }),
  fc.record({ standardFraction: fc.array(fc.record({ index, atLeast, fraction }), { minLength: 1, maxLength: 4 }) }),
  fc.record({ bands: fc.array(fc.record({ index, atLeast, yuan }), { minLength: 1, maxLength: 4 }) }),
  fc.record({ fixed: fc.record({ yuan }) }),
)

const documents: fc.Arbitrary<Values> = fc
  .record({
    urban: yuan,
    rural: yuan,
    any: fc.array(fc.record({ index, atLeast }), { minLength: 1, maxLength: 3 }),
    amount: prices,
    multiplier: fc.option(fc.constantFrom('0', '1', '1.5', '2')),
    floor: fc.option(yuan),
    rounding: fc.option(fc.constantFrom(...ROUNDINGS)),
  })
  .map((drawn) => ({
    ...RULES,
    'dibao.standard': { urban: drawn.urban, rural: drawn.rural },
    'price-subsidy.trigger': { any: drawn.any },
    'price-subsidy.amount': drawn.amount,
    ...(drawn.multiplier && { 'price-subsidy.multiplier': drawn.multiplier }),
    ...(drawn.floor && { 'price-subsidy.floor': drawn.floor }),
    ...(drawn.rounding && { 'price-subsidy.rounding': drawn.rounding }),
  }))

const INDICES = ['low-income-living-cost', 'consumer', 'food'] as const
const allFigures = fc.tuple(rise, rise, rise).map((rises) => rises.map((value, at) => figure(INDICES[at]!, value)))
const someFigures = allFigures.chain((figures) => fc.subarray(figures))

const statuses = fc.uniqueArray(
  fc.record({
    programme: fc.constantFrom('urban-dibao' as const, 'rural-dibao' as const, 'tekun' as const, 'orphan' as const),
    residence: fc.constantFrom('urban' as const, 'rural' as const),
    dueFen: fc.bigInt({ min: 0n, max: 200_000n }),
    enrolmentNo: fc.integer({ min: 1, max: 9 }).map(String),
  }),
  { maxLength: 4, selector: ({ enrolmentNo }) => enrolmentNo },
)

type Statuses = readonly ReturnType<typeof status>[]
const some = statuses.map((list): Statuses => list.map((each) => status(each)))

function subsidy(values: Values, figures: readonly IndexFigure[], given: Statuses): PersonSubsidy {
  return highestSubsidy(
    1,
    given.map((each) => placed(each, values, figures)),
  )
}

function amountOf(result: PersonSubsidy): bigint {
  return result.outcome === 'paid' ? result.award.amountFen : 0n
}

describe('whatever the documents and the figures', () => {
  test('the formula, rounded once, gives the amount, which is above zero', () => {
    fc.assert(
      fc.property(documents, allFigures, some, (values, figures, given) => {
        const result = subsidy(values, figures, given)
        if (result.outcome !== 'paid') return
        const { formula, amountFen } = result.award
        expect(amountFen > 0n).toBe(true)
        expect(roundYuan(evaluateFormula(formula), values['price-subsidy.rounding'] ?? 'half-up-fen')).toBe(amountFen)
      }),
      { numRuns: 1000 },
    )
  })

  test('prices that rise more never give less', () => {
    const more = fc.tuple(fc.nat(50), fc.nat(50), fc.nat(50))
    fc.assert(
      fc.property(documents, allFigures, more, some, (values, figures, added, given) => {
        const higher = figures.map((each, at) => ({
          ...each,
          rise: new Exact(each.rise).plus(new Exact(added[at]!).div(10)).toFixed(1),
        }))
        expect(amountOf(subsidy(values, higher, given)) >= amountOf(subsidy(values, figures, given))).toBe(true)
      }),
      { numRuns: 1000 },
    )
  })

  test('one more status never gives less, and the order of statuses changes nothing', () => {
    fc.assert(
      fc.property(documents, allFigures, some, (values, figures, given) => {
        const all = subsidy(values, figures, given)
        expect(subsidy(values, figures, given.toReversed())).toEqual(all)
        expect(amountOf(all) >= amountOf(subsidy(values, figures, given.slice(1)))).toBe(true)
      }),
    )
  })

  test('a missing figure, once published, never changes what was decided without it', () => {
    fc.assert(
      fc.property(documents, allFigures, fc.subarray([0, 1, 2]), some, (values, figures, kept, given) => {
        const early = kept.map((at) => figures[at]!)
        const decided = decidePrice({ area: AREA, month: MONTH }, policyOf(values), buildIndexBook(early))
        if (decided.outcome === 'undecided') return
        const late = decidePrice({ area: AREA, month: MONTH }, policyOf(values), buildIndexBook(figures))
        expect(late.outcome).toBe(decided.outcome)
        expect(amountOf(subsidy(values, figures, given))).toBe(amountOf(subsidy(values, early, given)))
      }),
      { numRuns: 1000 },
    )
  })

  test('with every figure the month is decided; without any it is not', () => {
    fc.assert(
      fc.property(documents, allFigures, (values, figures) => {
        const decide = (given: readonly IndexFigure[]) =>
          decidePrice({ area: AREA, month: MONTH }, policyOf(values), buildIndexBook(given)).outcome
        expect(['fired', 'not-fired']).toContain(decide(figures))
        expect(decide([])).toBe('undecided')
      }),
    )
  })

  test('the order of the figures changes nothing', () => {
    const areas = fc.constantFrom('', '37', '379901', AREA)
    const versions = fc.uniqueArray(fc.record({ area: areas, index, rise, known: fc.nat(5) }), {
      maxLength: 12,
      selector: ({ area, index: name, known }) => `${area} ${name} ${known}`,
    })
    const shuffled = versions.chain((list) =>
      fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })),
    )
    fc.assert(
      fc.property(documents, shuffled, (values, lists) => {
        const [one, other] = lists.map((list) =>
          decidePrice(
            { area: AREA, month: MONTH },
            policyOf(values),
            buildIndexBook(list.map((each) => figure(each.index, each.rise, each))),
          ),
        )
        expect(other).toEqual(one)
      }),
    )
  })

  test('a rule asks for nothing that it does not cite', () => {
    fc.assert(
      fc.property(documents, someFigures, some, (values, figures, given) => {
        const byDecision = new Set<ParameterName>()
        const byRule = new Set<ParameterName>()
        const decision = decidePrice(
          { area: AREA, month: MONTH },
          recording(policyOf(values), byDecision),
          buildIndexBook(figures),
        )
        const lookup = recording(policyOf(values), byRule)
        highestSubsidy(
          1,
          given.map((each) => ({ status: each, decision, lookup })),
        )
        expect([...byDecision].filter((name) => !(DECISION_CITES as readonly string[]).includes(name))).toEqual([])
        expect([...byRule].filter((name) => !priceSubsidy.editions[0]!.cites.includes(name))).toEqual([])
      }),
    )
  })
})
