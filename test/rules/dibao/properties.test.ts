import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ROUNDINGS } from '../../../src/kernel/money.ts'
import { addMonths } from '../../../src/kernel/month.ts'
import type { ParameterName } from '../../../src/policy/parameters.ts'
import { computeDibao } from '../../../src/rules/dibao/dibao.ts'
import { expenditureType } from '../../../src/rules/dibao/expenditure-type.ts'
import type { DibaoFacts, DibaoMember } from '../../../src/rules/dibao/facts.ts'
import { singlePerson } from '../../../src/rules/dibao/single-person.ts'
import { supplement } from '../../../src/rules/dibao/supplement.ts'
import { computeTaper, taper } from '../../../src/rules/dibao/taper.ts'
import { topUp } from '../../../src/rules/dibao/top-up.ts'
import { evaluateFormula } from '../evaluate-formula.ts'
import { roundYuan } from '../exact-yuan.ts'
import { policyOf, recording, type Values } from '../policy-of.ts'
import { enrolment, family, member } from './example-family.ts'

const flag = fc.constantFrom(true, false, null)
const yuan = fc.integer({ min: 1, max: 200_000 }).map((fen) => (fen / 100).toFixed(2))
const share = fc.integer({ min: 1, max: 1000 }).map((part) => (part / 1000).toFixed(3))
const percent = fc.integer({ min: 1, max: 100 }).map(String)
const rounding = fc.constantFrom(...ROUNDINGS)

const aMember: fc.Arbitrary<Partial<DibaoMember>> = fc.record({
  birth: fc.constantFrom(
    '1940-01-01',
    '1956-03-31',
    '1956-04-01',
    '1990-05-05',
    '2008-02-29',
    '2008-03-01',
    '2020-12-31',
  ),
  covered: fc.boolean(),
  alive: fc.constantFrom(true, true, true, false),
  present: fc.constantFrom(true, true, true, false),
  disabilityKind: fc.constantFrom(null, '智力', '肢体', '多重'),
  disabilityGrade: fc.constantFrom(null, 1, 2, 3, 4),
  gravelyIll: flag,
  lostWorkCapacity: flag,
  singleParent: flag,
  inSchool: flag,
})

const households: fc.Arbitrary<DibaoFacts> = fc
  .record({
    people: fc.array(aMember, { minLength: 1, maxLength: 6 }),
    size: fc.integer({ min: 1, max: 7 }),
    incomes: fc.array(
      fc.record({
        personNo: fc.integer({ min: 0, max: 6 }),
        kind: fc.constantFrom('工资性', '扶贫项目保底收益'),
        monthlyFen: fc.bigInt({ min: 0n, max: 200_000n }),
      }),
      { maxLength: 4 },
    ),
    dibaoClass: fc.constantFrom(null, null, 'A', 'B', '单人保', '支出型'),
    personNo: fc.integer({ min: 0, max: 6 }),
    programme: fc.constantFrom('urban-dibao' as const, 'rural-dibao' as const),
  })
  .map(({ people, size, incomes, dibaoClass, personNo, programme }) =>
    family({
      size,
      incomes,
      members: people.map((change, index) => member(index + 1, change)),
      enrolment: enrolment({ class: dibaoClass, personNo, programme, from: '2025-06' }),
    }),
  )

const tier = fc.oneof(fc.record({ yuan }), fc.record({ percent }))
const amounts = fc.oneof(fc.record({ percent }), fc.record({ yuan }))
const policies: fc.Arbitrary<Values> = fc
  .record({
    urban: yuan,
    rural: yuan,
    method: fc.constantFrom('differential' as const, 'tiers' as const),
    a: tier,
    b: tier,
    rounding: fc.option(rounding),
    minimum: fc.option(
      fc.oneof(
        fc.record({ percentOfStandard: percent, per: fc.constantFrom('person' as const, 'household' as const) }),
        fc.record({ yuan, per: fc.constantFrom('person' as const, 'household' as const) }),
      ),
    ),
    share,
    stacking: fc.constantFrom('highest' as const, 'sum' as const),
    supplementRounding: rounding,
    singlePerson: fc.boolean(),
    categories: fc.tuple(amounts, amounts, amounts, amounts, amounts),
    disregards: fc.array(
      fc.record({ kind: fc.constant('扶贫项目保底收益'), share, when: fc.constant('lost-work-capacity' as const) }),
      { maxLength: 2 },
    ),
  })
  .map((drawn) => ({
    'dibao.standard': { urban: drawn.urban, rural: drawn.rural },
    'dibao.method': drawn.method,
    'dibao.tiers': { urban: { A: drawn.a, B: drawn.b }, rural: { A: drawn.b, B: drawn.a } },
    ...(drawn.rounding && { 'dibao.rounding': drawn.rounding }),
    ...(drawn.minimum && { 'dibao.minimum-payment': drawn.minimum }),
    'dibao.single-person.share': drawn.share,
    'dibao.expenditure-type': { share: drawn.share, months: 12 },
    'dibao.supplement': {
      stacking: drawn.stacking,
      rounding: drawn.supplementRounding,
      singlePerson: drawn.singlePerson,
      categories: (['重病', '重残', '老年人', '未成年人', '在校'] as const).map((category, index) => ({
        category,
        ...drawn.categories[index],
      })),
    },
    'income.disregards': drawn.disregards,
  }))

function total(facts: DibaoFacts, values: Values): bigint {
  return computeDibao(facts, policyOf(values)).awards.reduce((sum, { amountFen }) => sum + amountFen, 0n)
}

const tapers = fc
  .record({
    facts: households,
    baseFen: fc.bigInt({ min: 1n, max: 1_000_000n }),
    values: policies,
    retention: fc.constantFrom('linear' as const, 'lists' as const),
    rounding,
    after: fc.integer({ min: -1, max: 25 }),
  })
  .map(({ facts, baseFen, values, retention, rounding: way, after }) => {
    const lists = {
      general: ['1', '0.8', '0.6', '0.4', '0.3', '0.2'],
      disabled: ['0.99', '0.9', '0.8', '0.7', '0.6', '0.5', '0.4', '0.3'],
    }
    const ended = enrolment({ from: '2024-01', to: '2025-12', endReason: '渐退', programme: facts.enrolment.programme })
    return {
      facts: {
        month: addMonths('2026-01', after),
        systemFirst: '2025-01',
        reference: { ...facts, month: '2026-01', enrolment: ended },
        baseFen,
        enrolledAgain: false,
        livingMemberLeft: true,
        persons: 1,
      },
      values: {
        ...values,
        'taper.retention': retention === 'linear' ? { general: 'linear', disabled: 'linear' } : lists,
        'taper.rounding': way,
      } satisfies Values as Values,
      way,
    }
  })

describe('dibao, whatever the household and the policy', () => {
  test('the 算式 with the named rounding gives the amount', () => {
    fc.assert(
      fc.property(households, policies, (facts, values) => {
        for (const { component, formula, amountFen } of computeDibao(facts, policyOf(values)).awards) {
          const way = component === 'top-up' ? values['dibao.rounding'] : values['dibao.supplement']!.rounding
          expect(roundYuan(evaluateFormula(formula), way ?? 'half-up-fen')).toBe(amountFen)
        }
      }),
      { numRuns: 500 },
    )
  })

  test('no line is zero or negative; who has no top-up has a reason and no supplement', () => {
    fc.assert(
      fc.property(households, policies, (facts, values) => {
        const { awards, notPaid } = computeDibao(facts, policyOf(values))
        for (const award of awards) expect(award.amountFen > 0n && award.persons > 0).toBe(true)
        const topUps = awards.filter(({ component }) => component === 'top-up')
        expect(topUps.length + notPaid.length).toBe(1)
        if (topUps.length === 0) expect(awards).toHaveLength(0)
        else expect(awards[0]).toBe(topUps[0])
      }),
    )
  })

  test('more income never gives more', () => {
    fc.assert(
      fc.property(households, policies, fc.bigInt({ min: 1n, max: 100_000n }), (facts, values, more) => {
        const richer = { ...facts, incomes: [...facts.incomes, { personNo: 0, kind: '工资性', monthlyFen: more }] }
        expect(total(richer, values) <= total(facts, values)).toBe(true)
      }),
    )
  })

  test('a higher standard never gives less', () => {
    fc.assert(
      fc.property(households, policies, fc.integer({ min: 1, max: 100 }), (facts, values, more) => {
        const raise = (standard: string) => (Number(standard) + more).toFixed(2)
        const { urban, rural } = values['dibao.standard']!
        const higher = { ...values, 'dibao.standard': { urban: raise(urban), rural: raise(rural) } }
        expect(total(facts, higher) >= total(facts, values)).toBe(true)
      }),
    )
  })

  test('the order of members and incomes changes nothing', () => {
    fc.assert(
      fc.property(households, policies, (facts, values) => {
        const turned = { ...facts, members: facts.members.toReversed(), incomes: facts.incomes.toReversed() }
        const [there, back] = [facts, turned].map((given) => computeDibao(given, policyOf(values)))
        expect(back!.awards).toEqual(there!.awards)
        expect(back!.notPaid).toEqual(there!.notPaid)
      }),
    )
  })
})

describe('taper, whatever the household and the policy', () => {
  test('the 算式 with the named rounding gives the amount, never above the base rounded', () => {
    fc.assert(
      fc.property(tapers, ({ facts, values, way }) => {
        for (const { formula, amountFen } of computeTaper(facts, policyOf(values), policyOf(values)).awards) {
          expect(roundYuan(evaluateFormula(formula), way)).toBe(amountFen)
          expect(amountFen <= roundYuan(evaluateFormula(formula.split('×')[0]!), way)).toBe(true)
        }
      }),
    )
  })

  test('never rises from month to month, and has ended after its length', () => {
    fc.assert(
      fc.property(tapers, ({ facts, values }) => {
        const due = (month: string) =>
          computeTaper({ ...facts, month }, policyOf(values), policyOf(values)).awards[0]?.amountFen ?? 0n
        const course = Array.from({ length: 26 }, (_, index) => due(addMonths('2026-01', index)))
        for (const [index, amount] of course.slice(1).entries()) expect(amount <= course[index]!).toBe(true)
        expect(course[24]).toBe(0n)
      }),
      { numRuns: 50 },
    )
  })

  test('a month of it is paid or listed, never both, and nothing lies outside it', () => {
    fc.assert(
      fc.property(tapers, ({ facts, values }) => {
        const { awards, notPaid } = computeTaper(facts, policyOf(values), policyOf(values))
        const inside = facts.month >= '2026-01' && facts.month < '2027-07'
        if (inside) expect(awards.length + notPaid.length).toBe(1)
        if (facts.month < '2026-01' || facts.month > '2027-12') expect(awards.length + notPaid.length).toBe(0)
      }),
    )
  })
})

describe('what a rule asks for is among what it cites', () => {
  const cited = (...rules: { editions: readonly { cites: readonly ParameterName[] }[] }[]) =>
    new Set(rules.flatMap(({ editions }) => editions.flatMap(({ cites }) => cites)))

  test('dibao', () => {
    const asked = new Set<ParameterName>()
    fc.assert(
      fc.property(households, policies, (facts, values) => {
        const here = new Set<ParameterName>()
        computeDibao(facts, recording(policyOf(values), here))
        const main = { 单人保: singlePerson, 支出型: expenditureType }[facts.enrolment.class ?? ''] ?? topUp
        expect([...here].filter((parameter) => !cited(main, supplement).has(parameter))).toEqual([])
        for (const parameter of here) asked.add(parameter)
      }),
      { numRuns: 300 },
    )
    expect(asked).toEqual(cited(topUp, singlePerson, expenditureType, supplement))
  })

  test('taper', () => {
    const asked = new Set<ParameterName>()
    fc.assert(
      fc.property(tapers, ({ facts, values }) => {
        computeTaper(facts, recording(policyOf(values), asked), recording(policyOf(values), asked))
      }),
    )
    expect(asked).toEqual(cited(taper))
  })
})
