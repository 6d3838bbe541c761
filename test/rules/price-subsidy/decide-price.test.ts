import { describe, expect, test } from 'vitest'
import type { PriceAmount } from '../../../src/policy/parameters.ts'
import { decidePrice } from '../../../src/rules/price-subsidy/decide-price.ts'
import { describeDecision, listDecision } from '../../../src/rules/price-subsidy/describe-decision.ts'
import { buildIndexBook, type IndexFigure } from '../../../src/rules/price-subsidy/index-book.ts'
import type { PriceDecision } from '../../../src/rules/price-subsidy/price-decision.ts'
import { policyOf, type Values } from '../policy-of.ts'
import { AREA, figure, MONTH, RULES, without } from './example-month.ts'

function decide(figures: readonly IndexFigure[], values: Values = RULES): PriceDecision {
  return decidePrice({ area: AREA, month: MONTH }, policyOf(values), buildIndexBook(figures))
}

/** `fired`, `not-fired`, or what is missing and for what. */
function outcome(decision: PriceDecision): string {
  if (decision.outcome === 'no-rule') return `no-rule ${decision.parameter}`
  if (decision.outcome !== 'undecided') return decision.outcome
  return `undecided ${decision.neededBy} ${decision.missing.join()}`
}

const living = (rise: string) => figure('low-income-living-cost', rise)
const food = (rise: string) => figure('food', rise)
const consumer = (rise: string) => figure('consumer', rise)
const fixed: Values = { ...RULES, 'price-subsidy.amount': { fixed: { yuan: '30' } } }

describe('the trigger: 5 % of the low-income living cost or 6 % of food', () => {
  test.each<[string, IndexFigure[], string]>([
    ['both below', [living('4.9'), food('5.9')], 'not-fired'],
    ['the first reaches exactly', [living('5'), food('5.9')], 'fired'],
    ['the first reaches exactly, with decimals', [living('5.000000'), food('-1')], 'fired'],
    ['a millionth below', [living('4.999999'), food('5.999999')], 'not-fired'],
    ['the second alone', [living('4.2'), food('8.3')], 'fired'],
    ['the second exactly', [living('4.2'), food('6.0')], 'fired'],
    ['both', [living('5.1'), food('6.1')], 'fired'],
    ['numbers, not texts, are compared', [living('10.0'), food('1')], 'fired'],
    ['falling prices', [living('-6'), food('-7.5')], 'not-fired'],
    ['nothing published', [], 'undecided trigger low-income-living-cost,food'],
    ['food missing, the other below', [living('4.9')], 'undecided trigger food'],
    ['food missing, the other reaches', [living('5')], 'fired'],
    ['living cost missing, food below', [food('5.9')], 'undecided trigger low-income-living-cost'],
    ['an index that no clause names', [consumer('9')], 'undecided trigger low-income-living-cost,food'],
  ])('%s', (_, figures, expected) => {
    expect(outcome(decide(figures, fixed))).toBe(expected)
  })

  test('food fires, and the price needs the missing living cost', () => {
    expect(outcome(decide([food('8.3')]))).toBe('undecided price low-income-living-cost')
    expect(outcome(decide([food('8.3'), living('4.2')]))).toBe('fired')
  })

  test('two clauses on one index name it once when it is missing', () => {
    const any = [
      { index: 'food', atLeast: '6' },
      { index: 'food', atLeast: '8' },
    ] as const
    expect(outcome(decide([], { ...RULES, 'price-subsidy.trigger': { any } }))).toBe('undecided trigger food')
  })

  test('a figure of another month or another county decides nothing', () => {
    const elsewhere = { ...food('9'), area: '379902' }
    const before = { ...food('9'), month: '2019-06' }
    expect(outcome(decide([living('1'), elsewhere, before]))).toBe('undecided trigger food')
  })

  test('the county’s own figure goes before the province’s', () => {
    const province = { ...food('9'), area: '37', known: 9 }
    expect(outcome(decide([living('4'), province]))).toBe('fired')
    expect(outcome(decide([living('4'), province, food('5.9')]))).toBe('not-fired')
  })

  test('says which clause held by which figure', () => {
    const published = [living('4.2'), food('8.3')]
    const decision = decide(published)
    expect(decision).toMatchObject({
      outcome: 'fired',
      area: AREA,
      month: MONTH,
      clauses: [
        { index: 'low-income-living-cost', atLeast: '5', figure: published[0], holds: false },
        { index: 'food', atLeast: '6', figure: published[1], holds: true },
      ],
      figures: [published[0]],
      basis: '示例民发〔2099〕1号 price-subsidy.trigger、price-subsidy.amount、price-subsidy.recipients',
    })
  })
})

describe('a price by steps on several indices', () => {
  const fractions: PriceAmount = {
    standardFraction: [
      { index: 'consumer', atLeast: '3', fraction: [1, 12] },
      { index: 'food', atLeast: '6', fraction: [1, 8] },
    ],
  }
  const trigger = { any: [{ index: 'low-income-living-cost', atLeast: '5' }] } as const
  const steps: Values = { ...RULES, 'price-subsidy.trigger': trigger, 'price-subsidy.amount': fractions }
  test.each<[string, IndexFigure[], string]>([
    ['none published', [], 'undecided price consumer,food'],
    ['the higher missing', [consumer('3')], 'undecided price food'],
    ['the higher reached, the lower missing', [food('6')], 'fired'],
    ['the higher not reached, the lower missing', [food('5.9')], 'undecided price consumer'],
    ['both published, none reached', [consumer('2.9'), food('5.9')], 'fired'],
  ])('%s', (_, figures, expected) => {
    expect(outcome(decide([living('5'), ...figures], steps))).toBe(expected)
  })

  const bands = (yuan: string): PriceAmount => ({
    bands: [
      { index: 'consumer', atLeast: '3', yuan: '20' },
      { index: 'food', atLeast: '6', yuan },
    ],
  })
  test.each<[string, string, string, string]>([
    ['0', 'a step worth nothing is not waited for', '2.9', 'fired'],
    ['0.01', 'one worth a fen is', '2.9', 'undecided price food'],
    ['20', 'one worth what is reached is not', '3', 'fired'],
    ['20.01', 'one worth a fen more is', '3', 'undecided price food'],
  ])('%s yuan: %s', (yuan, _, rise, expected) => {
    const values = { ...steps, 'price-subsidy.amount': bands(yuan) }
    expect(outcome(decide([living('5'), consumer(rise)], values))).toBe(expected)
  })
})

describe('without a rule', () => {
  const fires = [living('5')]
  test.each<[keyof Values, IndexFigure[], string]>([
    ['price-subsidy.trigger', fires, 'no-rule price-subsidy.trigger'],
    ['price-subsidy.amount', fires, 'no-rule price-subsidy.amount'],
    ['price-subsidy.recipients', fires, 'no-rule price-subsidy.recipients'],
    ['price-subsidy.amount', [living('4'), food('5')], 'not-fired'],
    ['price-subsidy.recipients', [living('4')], 'undecided trigger food'],
    ['price-subsidy.multiplier', fires, 'fired'],
  ])('%s', (parameter, figures, expected) => {
    expect(outcome(decide(figures, without(RULES, parameter)))).toBe(expected)
  })
})

describe('what a person reads', () => {
  const said = (figures: readonly IndexFigure[], values?: Values) => describeDecision(decide(figures, values))

  test('names every figure, where and when it was published', () => {
    const national = { ...living('4.2'), area: '', publishedOn: '2019-08-15' }
    const clauses =
      '低收入居民基本生活费用同比涨幅 4.2%(全国,2019-08-15 发布)未达到 5%;食品价格同比涨幅 8.3%(区划 379901,2019-08-10 发布)达到 6%'
    expect(said([national, food('8.3')])).toBe(`2019-07 区划 379901001001 启动价格补贴:${clauses}。`)
    expect(said([living('1'), food('-0.5')])).toMatch(/不启动价格补贴:.*同比涨幅 -0\.5%.*未达到 6%。$/)
  })

  test('names what is missing, for which area, and what to do', () => {
    expect(said([living('4.2')])).toBe(
      '2019-07 区划 379901001001 无法判定是否启动价格补贴:缺少食品价格指数(低收入居民基本生活费用同比涨幅 4.2%(区划 379901,2019-08-10 发布)未达到 5%;食品价格未见发布,启动线 6%);请导入 2019-07 已发布的食品价格指数后重新计算。',
    )
    expect(said([food('8.3')])).toMatch(/已达到启动条件,但无法计算价格补贴金额:缺少低收入居民基本生活费用指数/)
  })

  test('an area is listed with a code and what the documents say', () => {
    const undecided = decide([food('8.3')])
    const noRule = decide([food('8.3'), living('4.2')], without(RULES, 'price-subsidy.amount'))
    if (undecided.outcome !== 'undecided' || noRule.outcome !== 'no-rule') throw new Error('not what is tried here')
    expect(listDecision(undecided)).toEqual({
      code: 'price-subsidy.undecided',
      message: describeDecision(undecided),
      basis: '示例民发〔2099〕1号 price-subsidy.trigger、price-subsidy.amount',
    })
    expect(listDecision(noRule)).toEqual({
      code: 'policy.parameter-absent',
      message:
        '2019-07 区划 379901001001 没有文件规定参数 price-subsidy.amount,价格补贴不发;请装入规定该参数的政策文件。',
      basis: '示例民发〔2099〕1号 price-subsidy.trigger',
    })
  })
})
