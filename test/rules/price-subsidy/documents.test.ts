import { describe, expect, test } from 'vitest'
import { formatYuan } from '../../../src/kernel/money.ts'
import { buildPolicyBook } from '../../../src/policy/build-book.ts'
import type { Lookup } from '../../../src/rules/define-rule.ts'
import { decidePrice } from '../../../src/rules/price-subsidy/decide-price.ts'
import { highestSubsidy } from '../../../src/rules/price-subsidy/highest-subsidy.ts'
import { buildIndexBook } from '../../../src/rules/price-subsidy/index-book.ts'
import { sampleDocument, setting } from '../../policy/sample.ts'
import { AREA, figure, status } from './example-month.ts'

const since = 'from: 2016-09'
const general = sampleDocument({
  issued: '2016-08-26',
  sets: [
    setting('dibao.standard', '{urban: 600, rural: 450}', since),
    setting('price-subsidy.trigger', '{any: [{index: consumer, at-least: 3.5}, {index: food, at-least: 6}]}', since),
    setting('price-subsidy.amount', '{standard-times-index: {index: consumer}}', since),
    setting('price-subsidy.recipients', '[{programme: urban-dibao, standard: urban}]', since),
  ],
})
const doubling = sampleDocument({
  document: '示例民发〔2099〕2号',
  issued: '2020-04-01',
  sets: [setting('price-subsidy.multiplier', '2', 'from: 2020-03, until: 2020-06')],
})

/** `amount 算式 | 依据` for the month, from documents as they are loaded. */
function paidIn(month: string): string {
  const book = buildPolicyBook([general, doubling])
  const lookup: Lookup = (parameter) => book.find(parameter, AREA, month)
  const indices = buildIndexBook([
    figure('consumer', '2.4', { area: '', month }),
    figure('food', '10.6', { area: '', month }),
  ])
  const result = highestSubsidy(1, [
    { status: status(), lookup, decision: decidePrice({ area: AREA, month }, lookup, indices) },
  ])
  if (result.outcome !== 'paid') return result.outcome
  const { amountFen, formula, basis } = result.award
  return `${formatYuan(amountFen)} ${formula} | ${basis}`
}

describe('the doubling from 2020-03 to 2020-06', () => {
  const once = '14.40 600.00×2.4% | 示例民发〔2099〕1号 一'
  const twice = '28.80 600.00×2.4%×2 | 示例民发〔2099〕1号 一;示例民发〔2099〕2号 一'
  test.each([
    ['2020-02', once],
    ['2020-03', twice],
    ['2020-05', twice],
    ['2020-06', twice],
    ['2020-07', once],
    ['2016-08', 'nothing'],
  ])('goes by the index month: %s', (month, expected) => {
    expect(paidIn(month)).toBe(expected)
  })
})
