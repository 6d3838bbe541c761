import { describe, expect, test } from 'vitest'
import type { PriceAmount, Residence } from '../../../src/policy/parameters.ts'
import { highestSubsidy } from '../../../src/rules/price-subsidy/highest-subsidy.ts'
import type { Values } from '../policy-of.ts'
import { figure, paid, placed, RULES, status, without } from './example-month.ts'

const CONSUMER = { any: [{ index: 'consumer', atLeast: '3' }] } as const

/** Priced in `amount`, at an urban and a rural standard, after a trigger that always holds. */
function rules(amount: PriceAmount, urban: string, change: Values = {}): Values {
  const anyRise = { any: [{ index: 'food', atLeast: '0' }] } as const
  return {
    ...RULES,
    'dibao.standard': { urban, rural: '470' },
    'price-subsidy.trigger': anyRise,
    'price-subsidy.amount': amount,
    ...change,
  }
}

const fires = figure('food', '8.3')
const living = (rise: string) => [fires, figure('low-income-living-cost', rise)]
const consumer = (rise: string) => [fires, figure('consumer', rise)]

const timesLiving: PriceAmount = { standardTimesIndex: { index: 'low-income-living-cost' } }
const perPoint = (partial: 'up' | 'down' | 'exact'): PriceAmount => ({
  perPoint: { index: 'low-income-living-cost', yuan: '5', partial },
})
const jiangsu: PriceAmount = {
  standardFraction: [
    { index: 'consumer', atLeast: '3', fraction: [1, 12] },
    { index: 'consumer', atLeast: '5', fraction: [1, 8] },
  ],
}
const bands: PriceAmount = {
  bands: [
    { index: 'consumer', atLeast: '5', yuan: '40' },
    { index: 'consumer', atLeast: '3', yuan: '20' },
  ],
}
const fixed: PriceAmount = { fixed: { yuan: '30' } }

describe('months as they were', () => {
  test.each<[string, Residence, string]>([
    ['4.2', 'urban', '24.78 590.00×4.2%'],
    ['4.2', 'rural', '19.74 470.00×4.2%'],
    ['4.0', 'urban', '23.60 590.00×4.0%'],
    ['4.0', 'rural', '18.80 470.00×4.0%'],
  ])('Rizhao 2019, fired by food 8.3 alone, living cost %s, %s', (rise, residence, expected) => {
    const person = status({ programme: `${residence}-dibao` })
    expect(paid(RULES, living(rise), [person])).toBe(expected)
  })

  test.each(['3.2', '4.0'])('Qingdao: 5 yuan for each point begun, %s', (rise) => {
    expect(paid(rules(perPoint('up'), '590'), living(rise))).toBe('20.00 5.00×4')
  })

  test.each([
    ['150', '10.00 10.00'],
    ['350', '17.50 350.00×5%'],
    ['199.99', '10.00 10.00'],
    ['200', '10.00 200.00×5%'],
    ['200.20', '10.01 200.20×5%'],
  ])('Jilin 2011: never below 10 yuan, %s × 5 %%', (standard, expected) => {
    expect(paid(rules(timesLiving, standard, { 'price-subsidy.floor': '10' }), living('5'))).toBe(expected)
  })

  test.each([
    ['2.9', 'nothing'],
    ['3', '75.00 900.00×1÷12'],
    ['3.3', '75.00 900.00×1÷12'],
    ['4.9', '75.00 900.00×1÷12'],
    ['5.0', '112.50 900.00×1÷8'],
    ['5.3', '112.50 900.00×1÷8'],
  ])('Jiangsu: a twelfth from 3 %%, an eighth from 5 %%; %s', (rise, expected) => {
    expect(paid(rules(jiangsu, '900', { 'price-subsidy.trigger': CONSUMER }), consumer(rise))).toBe(expected)
  })

  test('Nanjing 2016-10: three persons on 750, 3.2 %', () => {
    const values = rules(jiangsu, '750', { 'price-subsidy.trigger': CONSUMER })
    const family = [1, 2, 3].map((personNo) => highestSubsidy(personNo, [placed(status(), values, consumer('3.2'))]))
    const amounts = family.map((result) => (result.outcome === 'paid' ? result.award.amountFen : 0n))
    expect(amounts).toEqual([6250n, 6250n, 6250n])
    expect(amounts.reduce((sum, amount) => sum + amount)).toBe(18750n)
  })
})

describe('every form of price', () => {
  test.each<[string, PriceAmount, string, string]>([
    ['a point just begun', perPoint('up'), '3.000001', '20.00 5.00×4'],
    ['whole points, up', perPoint('up'), '3.0', '15.00 5.00×3'],
    ['less than a point, up', perPoint('up'), '0.1', '5.00 5.00×1'],
    ['a point not finished', perPoint('down'), '3.999999', '15.00 5.00×3'],
    ['whole points, down', perPoint('down'), '4.00', '20.00 5.00×4'],
    ['less than a point, down', perPoint('down'), '0.9', 'nothing'],
    ['points as they are', perPoint('exact'), '3.2', '16.00 5.00×3.2'],
    ['points as they are, rounded once', perPoint('exact'), '3.233', '16.17 5.00×3.233'],
    ['the standard times the rise', timesLiving, '0.1', '0.59 590.00×0.1%'],
    ['a rise of more than a hundred', timesLiving, '120', '708.00 590.00×120%'],
  ])('%s', (_, amount, rise, expected) => {
    expect(paid(rules(amount, '590'), living(rise))).toBe(expected)
  })

  test.each([
    ['2.9', 'nothing'],
    ['3', '20.00 20.00'],
    ['4.99', '20.00 20.00'],
    ['5', '40.00 40.00'],
    ['50', '40.00 40.00'],
  ])('bands, in whatever order they are written: %s', (rise, expected) => {
    expect(paid(rules(bands, '590'), consumer(rise))).toBe(expected)
  })

  test('a fixed amount needs no figure beyond the trigger’s', () => {
    expect(paid(rules(fixed, '590'), [fires])).toBe('30.00 30.00')
  })

  test('only a price that rests on the standard needs one', () => {
    for (const amount of [fixed, bands, perPoint('up')])
      expect(paid(without(rules(amount, '590'), 'dibao.standard'), [...living('4'), figure('consumer', '4')])).toMatch(
        /^\d/,
      )
    const unpriced = without(rules(timesLiving, '590'), 'dibao.standard')
    expect(paid(unpriced, living('4'))).toBe('policy.parameter-absent')
    expect(paid(unpriced, living('-4'))).toBe('nothing')
  })

  test.each<[PriceAmount, bigint | null]>([
    [timesLiving, 59_000n],
    [jiangsu, 59_000n],
    [bands, null],
    [perPoint('up'), null],
    [fixed, null],
  ])('the line shows the standard that the price rests on', (amount, standardFen) => {
    const figures = [...living('4'), figure('consumer', '4')]
    const result = highestSubsidy(7, [placed(status(), rules(amount, '590'), figures)])
    expect(result).toMatchObject({
      outcome: 'paid',
      award: { component: 'price-subsidy', personNo: 7, persons: 1, standardFen },
    })
  })
})

describe('a rise that is not positive', () => {
  const floor: Values = { 'price-subsidy.floor': '10' }
  const zeroBand: PriceAmount = { bands: [{ index: 'low-income-living-cost', atLeast: '0', yuan: '20' }] }
  test.each<[string, PriceAmount]>([
    ['times the standard', timesLiving],
    ['by the point, up', perPoint('up')],
    ['by the point, exact', perPoint('exact')],
    ['in bands from 0', zeroBand],
  ])('gives nothing, or the floor: %s', (_, amount) => {
    for (const rise of ['0', '0.0', '-0.1', '-3'])
      expect([paid(rules(amount, '590'), living(rise)), paid(rules(amount, '590', floor), living(rise))]).toEqual([
        'nothing',
        '10.00 10.00',
      ])
  })
})

describe('multiplier, then floor, then rounding', () => {
  test.each<[string, Values, string, string]>([
    ['twice', { 'price-subsidy.multiplier': '2' }, '4.2', '49.56 590.00×4.2%×2'],
    ['once shows no factor', { 'price-subsidy.multiplier': '1.0' }, '4.2', '24.78 590.00×4.2%'],
    ['one and a half', { 'price-subsidy.multiplier': '1.5' }, '4.2', '37.17 590.00×4.2%×1.5'],
    ['a multiplier of 0', { 'price-subsidy.multiplier': '0' }, '4.2', 'nothing'],
    [
      'the floor meets the doubled amount',
      { 'price-subsidy.multiplier': '2', 'price-subsidy.floor': '40' },
      '4.2',
      '49.56 590.00×4.2%×2',
    ],
    ['and is not doubled', { 'price-subsidy.multiplier': '2', 'price-subsidy.floor': '50' }, '4.2', '50.00 50.00'],
    [
      'the rounding comes after the multiplier',
      { 'price-subsidy.multiplier': '2', 'price-subsidy.rounding': 'half-up-yuan' },
      '4.2',
      '50.00 590.00×4.2%×2',
    ],
    [
      'the rounding comes after the floor',
      { 'price-subsidy.floor': '24.80', 'price-subsidy.rounding': 'down-yuan' },
      '4.2',
      '24.00 24.80',
    ],
    ['half a fen goes up', {}, '0.45', '2.66 590.00×0.45%'],
    ['up to the jiao', { 'price-subsidy.rounding': 'up-jiao' }, '4.2', '24.80 590.00×4.2%'],
    ['down to nothing', { 'price-subsidy.rounding': 'down-yuan' }, '0.1', 'nothing'],
  ])('%s', (_, change, rise, expected) => {
    expect(paid(rules(timesLiving, '590', change), living(rise))).toBe(expected)
  })
})
