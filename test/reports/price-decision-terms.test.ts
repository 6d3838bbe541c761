import { describe, expect, test } from 'vitest'
import type { PriceAmount } from '../../src/policy/parameters.ts'
import { basisOf, describeStandard, priceTerms } from '../../src/reports/price-decision-terms.ts'
import { policyOf, type Values } from '../rules/policy-of.ts'

const wordsOf = (values: Values) =>
  Object.fromEntries(priceTerms(policyOf(values)).map(({ what, words }) => [what, words]))

describe('a price in words', () => {
  test.each<[PriceAmount, string]>([
    [{ fixed: { yuan: '30' } }, '30 元'],
    [{ standardTimesIndex: { index: 'low-income-living-cost' } }, '所适用标准×低收入居民基本生活费用同比涨幅'],
    [{ perPoint: { index: 'food', yuan: '5', partial: 'up' } }, '食品价格每上涨 1 个百分点 5 元,不足 1 个的按 1 个'],
    [{ perPoint: { index: 'food', yuan: '5', partial: 'down' } }, '食品价格每上涨 1 个百分点 5 元,不足 1 个的不计'],
    [{ perPoint: { index: 'food', yuan: '5', partial: 'exact' } }, '食品价格每上涨 1 个百分点 5 元,不足 1 个的按实际'],
    [{ bands: [{ index: 'consumer', atLeast: '3', yuan: '20' }] }, '居民消费价格达到 3% 的 20 元'],
    [
      {
        standardFraction: [
          { index: 'consumer', atLeast: '3', fraction: [1, 12] },
          { index: 'consumer', atLeast: '5', fraction: [1, 8] },
        ],
      },
      '居民消费价格达到 3% 的为所适用标准的 1/12;居民消费价格达到 5% 的为所适用标准的 1/8;同时达到的取最高',
    ],
  ])('%j', (amount, words) => {
    expect(wordsOf({ 'price-subsidy.amount': amount }).每人补贴).toBe(words)
  })

  test('multiplier, floor and rounding, each by its article; and what holds where no document sets one', () => {
    const set = priceTerms(
      policyOf({ 'price-subsidy.multiplier': '2', 'price-subsidy.floor': '10', 'price-subsidy.rounding': 'up-jiao' }),
    )
    expect(set.slice(1)).toEqual([
      { what: '倍数', words: '2 倍', basis: '示例民发〔2099〕1号 price-subsidy.multiplier' },
      { what: '最低额', words: '每人不足 10 元的发 10 元', basis: '示例民发〔2099〕1号 price-subsidy.floor' },
      { what: '取整', words: '进到角', basis: '示例民发〔2099〕1号 price-subsidy.rounding' },
    ])
    expect(wordsOf({})).toEqual({
      每人补贴: '没有文件规定',
      倍数: '1 倍(没有文件规定加倍)',
      最低额: '不设',
      取整: '四舍五入到分',
    })
    expect(basisOf(policyOf({}), 'price-subsidy.trigger')).toBe('')
  })
})

test.each<[programme: string, choice: 'urban' | 'rural' | 'own', standard: string]>([
  ['urban-dibao', 'urban', '城市低保标准'],
  ['orphan', 'rural', '农村低保标准'],
  ['urban-dibao', 'own', '城市低保标准'],
  ['rural-dibao', 'own', '农村低保标准'],
  ['taper', 'own', '渐退前低保标准'],
  ['tekun', 'own', '所在城乡低保标准'],
  ['hiv-child', 'own', '本人补助标准'],
])('%s by %s is priced on %s', (programme, choice, standard) => {
  expect(describeStandard(programme, choice, { standardTimesIndex: { index: 'food' } })).toBe(standard)
  expect(describeStandard(programme, choice, { standardFraction: [] })).toBe(standard)
  expect(describeStandard(programme, choice, { fixed: { yuan: '30' } })).toBe('')
})
