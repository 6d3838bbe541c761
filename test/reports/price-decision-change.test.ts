import { describe, expect, test } from 'vitest'
import { askedFigures, type PriceKnowledge, priceChange } from '../../src/reports/price-decision-change.ts'
import { buildIndexBook, type IndexFigure } from '../../src/rules/price-subsidy/index-book.ts'
import { policyOf, type Values } from '../rules/policy-of.ts'
import { AREA, figure, MONTH, RULES } from '../rules/price-subsidy/example-month.ts'

const PLACE = { area: AREA, month: MONTH }
const knowing = (figures: readonly IndexFigure[], values: Values = RULES): PriceKnowledge => ({
  lookup: policyOf(values),
  indices: buildIndexBook(figures),
})
const food = figure('food', '6.0')
const cost = figure('low-income-living-cost', '4.0')
const BEFORE = knowing([food, cost])

describe('what was revised', () => {
  test.each<[what: string, now: IndexFigure[], revised: string[]]>([
    ['nothing', [food, cost], []],
    ['the same figure imported again', [food, { ...cost, known: 9 }], []],
    ['the same figure with another decimal', [food, { ...cost, rise: '4.00' }], []],
    ['a rise', [food, { ...cost, rise: '4.1', known: 9 }], ['low-income-living-cost']],
    ['a publication day', [{ ...food, publishedOn: '2019-08-11' }, cost], ['food']],
    ['a figure of a smaller place', [food, cost, { ...cost, area: '379901001' }], ['low-income-living-cost']],
    ['a figure of another place', [food, cost, { ...cost, area: '379902', rise: '9' }], []],
    ['another month', [food, cost, { ...cost, month: '2019-08', rise: '9' }], []],
    ['an index that nothing asks for', [food, cost, figure('consumer', '9')], []],
    [
      'both',
      [
        { ...food, rise: '5.9' },
        { ...cost, rise: '-0.1' },
      ],
      ['low-income-living-cost', 'food'],
    ],
  ])('%s', (_what, now, revised) => {
    const change = priceChange(PLACE, BEFORE, knowing(now))
    expect(change?.figures.map(({ index }) => index) ?? []).toEqual(revised)
    expect(change === null).toBe(revised.length === 0)
  })

  test('a figure that comes late, with the decision then and now', () => {
    const change = priceChange(PLACE, knowing([cost]), BEFORE)!
    expect(change.figures).toEqual([{ index: 'food', before: null, now: food }])
    expect([change.before.outcome, change.now.outcome, change.documents]).toEqual(['undecided', 'fired', false])
  })

  test('equality was reached then and is missed now', () => {
    const change = priceChange(PLACE, BEFORE, knowing([{ ...food, rise: '5.9' }, cost]))!
    expect([change.before.outcome, change.now.outcome]).toEqual(['fired', 'not-fired'])
  })
})

describe('documents that came later', () => {
  test.each<[what: string, values: Values, changed: boolean]>([
    ['a multiplier', { 'price-subsidy.multiplier': '2' }, true],
    ['a floor', { 'price-subsidy.floor': '10' }, true],
    ['another price', { 'price-subsidy.amount': { fixed: { yuan: '30' } } }, true],
    ['recipients', { 'price-subsidy.recipients': [{ programme: 'orphan', standard: 'own' }] }, true],
    ['what no price is decided by', { 'child-in-difficulty': '1000' }, false],
  ])('%s', (_what, values, changed) => {
    const change = priceChange(PLACE, BEFORE, knowing([food, cost], { ...RULES, ...values }))
    expect(change?.documents ?? false).toBe(changed)
    expect(change?.figures ?? []).toEqual([])
  })

  test('a document that asks for another index makes its figure part of what differs', () => {
    const consumer = figure('consumer', '3.5')
    const then = knowing([food, cost])
    const now = knowing([food, cost, consumer], {
      ...RULES,
      'price-subsidy.amount': { bands: [{ index: 'consumer', atLeast: '3', yuan: '20' }] },
    })
    expect(priceChange(PLACE, then, now)?.figures).toEqual([{ index: 'consumer', before: null, now: consumer }])
  })
})

describe('the figures that a month asks for', () => {
  test('those of the trigger first, each once, with what was published', () => {
    expect(askedFigures(PLACE, knowing([cost]))).toEqual([
      { index: 'low-income-living-cost', askedBy: ['trigger', 'price'], figure: cost },
      { index: 'food', askedBy: ['trigger'], figure: null },
    ])
  })

  test('those of the price alone where it names others, none where no document says anything', () => {
    const bands = {
      ...RULES,
      'price-subsidy.amount': { bands: [{ index: 'consumer', atLeast: '3', yuan: '20' }] },
    } as const
    expect(askedFigures(PLACE, knowing([], bands)).map(({ index, askedBy }) => [index, ...askedBy])).toEqual([
      ['low-income-living-cost', 'trigger'],
      ['food', 'trigger'],
      ['consumer', 'price'],
    ])
    expect(askedFigures(PLACE, knowing([food], {}))).toEqual([])
  })
})
