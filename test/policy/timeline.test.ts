import { describe, expect, it } from 'vitest'
import { buildPolicyBook } from '../../src/policy/build-book.ts'
import { describeValue } from '../../src/policy/describe-value.ts'
import { everyValue, type Span, timelineFor } from '../../src/policy/timeline.ts'
import { sampleDocument, setting } from './sample.ts'

const method = (value: string, span: string) => setting('dibao.method', value, span)
const book = buildPolicyBook([
  sampleDocument({
    document: '省',
    area: '37',
    sets: [method('tiers', 'from: 2090-01'), method('null', 'from: 2099-01')],
  }),
  sampleDocument({ document: '县', area: '379901', sets: [method('differential', 'from: 2091-03, until: 2092-02')] }),
  sampleDocument({ document: '邻县', area: '379902', sets: [method('tiers', 'from: 2095-01')] }),
])

const told = ({ from, until, entry }: Span) => `${from}~${until ?? ''} ${entry.document.document} ${entry.set.value}`

describe('a timeline', () => {
  it('of an area shows who wins when, and where a parameter ends', () => {
    expect(timelineFor(book, 'dibao.method', '379901001001').map(told)).toEqual([
      '2090-01~2091-02 省 tiers',
      '2091-03~2092-02 县 differential',
      '2092-03~2098-12 省 tiers',
      '2099-01~ 省 null',
    ])
  })

  it('joins months in which nothing changed for the area, and leaves out those without a value', () => {
    const gap = buildPolicyBook([
      sampleDocument({
        document: '县',
        sets: [method('tiers', 'from: 2090-01, until: 2090-06'), method('tiers', 'from: 2091-01')],
      }),
      sampleDocument({ document: '省', area: '37', sets: [method('differential', 'from: 2090-03, until: 2090-04')] }),
    ])
    expect(timelineFor(gap, 'dibao.method', '379901').map(told)).toEqual([
      '2090-01~2090-06 县 tiers',
      '2091-01~ 县 tiers',
    ])
  })

  it('without an area shows every value as the documents set it', () => {
    expect(everyValue(book, 'dibao.method').map(told)).toEqual([
      '2090-01~ 省 tiers',
      '2099-01~ 省 null',
      '2091-03~2092-02 县 differential',
      '2095-01~ 邻县 tiers',
    ])
  })

  it('is empty for a parameter that nobody sets', () => {
    expect(timelineFor(book, 'orphan', '379901')).toEqual([])
  })
})

it.each([
  [{ urban: '640', rural: '520' }, '城市 640 农村 520'],
  ['linear', '按季等额递减'],
  ['half-up-fen', '四舍五入到分'],
])('describes %j', (written, text) => {
  expect(describeValue(written)).toBe(text)
})

it('describes lists of clauses in brackets', () => {
  const supplement = {
    stacking: 'highest',
    categories: [
      { category: '老年人', percent: '10', age: '70' },
      { category: '单亲', yuan: '50' },
    ],
  }
  expect(describeValue(supplement)).toBe('叠加 取最高 类别(老年人 10% 满 70 周岁、单亲 50 元)')
  expect(describeValue({ any: [{ index: 'food', 'at-least': '6' }] })).toBe('任一(食品价格 达到 6%)')
  expect(describeValue({ 'per-point': { index: 'food', yuan: '5', partial: 'up' } })).toBe(
    '每个百分点(食品价格 5 元 不足一点 进位)',
  )
  expect(describeValue({ 'standard-times-index': { index: 'food' } })).toBe('标准×涨幅(指标 食品价格)')
  expect(describeValue(null)).toBe('(终止)')
})
