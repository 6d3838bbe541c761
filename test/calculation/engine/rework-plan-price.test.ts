import { expect, test } from 'vitest'
import { voidRun } from '../../../src/app/run/runs.ts'
import { testDatabase } from '../../support/database.ts'
import { Months } from '../../support/months.ts'
import { testContext } from '../../support/registry.ts'

const context = await testContext(await testDatabase())

/** 560 yuan in town; a rise of the low-income index of 5 % or more is paid as that share of the standard. */
async function countyOf(code: string) {
  const county = new Months(context, code)
  const from = '2025-01'
  await county.on('2026-01-02').document(`示例民发〔2025〕${code}号`, [
    { parameter: 'dibao.standard', from, value: { urban: 560, rural: 400 } },
    { parameter: 'price-subsidy.trigger', from, value: { any: [{ index: 'low-income-living-cost', 'at-least': 5 }] } },
    { parameter: 'price-subsidy.amount', from, value: { 'standard-times-index': { index: 'low-income-living-cost' } } },
    { parameter: 'price-subsidy.recipients', from, value: [{ programme: 'urban-dibao', standard: 'urban' }] },
  ])
  await county.family('示例-01', { persons: '甲' })
  await county.month('2026-01')
  return county
}

const figure = (county: Months, 月份: string, 同比涨幅: string) => ({
  ...{ 区划代码: county.county, 月份, 指标: '低收入居民基本生活费用', 同比涨幅, 发布日期: '2026-02-15' },
})

test('a late joiner of a price month is paid in the next price run', async () => {
  const county = await countyOf('379951')
  await county.learn('indices', figure(county, '2026-01', '5.0'), figure(county, '2026-02', '6.0'))
  expect(await county.lines(await county.month('2026-01', 'price'))).toEqual([
    '示例-01 甲 price-subsidy 2026-01 正常 560.00×5.0% = 28.00',
  ])
  await county.on('2026-02-05').family('示例-02', { persons: '乙', enrolment: { 起始月份: '2026-01' } })
  // the regular run leaves price subsidies alone
  const february = await county.month('2026-02')
  expect((await county.lines(february)).filter((line) => line.includes('price-subsidy'))).toEqual([])
  const price = await county.month('2026-02', 'price')
  expect(await county.lines(price)).toEqual([
    '示例-01 甲 price-subsidy 2026-02 正常 560.00×6.0% = 33.60',
    '示例-02 乙 price-subsidy 2026-02 正常 560.00×6.0% = 33.60',
    '示例-02 乙 price-subsidy 2026-01 补发 28.00 (2026-01) = 28.00',
  ])
  const reasons = await county.reasons(price)
  expect(reasons).toHaveLength(1)
  expect(reasons[0]).toContain(';补发原因:2026-02-05登记')
  await county.verifyAll()
})

test('a figure that is revised, up and down', async () => {
  const county = await countyOf('379952')
  await county.learn(
    'indices',
    figure(county, '2026-01', '5.0'),
    figure(county, '2026-02', '5.0'),
    figure(county, '2026-03', '5.0'),
  )
  await county.month('2026-01', 'price')
  await county.on('2026-02-20').learn('indices', { ...figure(county, '2026-01', '8.0'), 发布日期: '2026-02-19' })
  await county.month('2026-02')
  // 560×8 % = 44.80 of which 28 was paid
  const february = await county.on('2026-03-08').approve(await county.calculate('2026-02', 'price'))
  expect(await county.lines(february)).toEqual([
    '示例-01 甲 price-subsidy 2026-02 正常 560.00×5.0% = 28.00',
    '示例-01 甲 price-subsidy 2026-01 补发 44.80-28.00 (2026-01) = 16.80',
  ])
  expect((await county.reasons(february))[0]).toContain('补发原因:2026-02-19公布的2026-01指数')
  // below the trigger: nothing is due for January, 44.80 was lined up, and March pays 28
  await county.on('2026-03-20').learn('indices', { ...figure(county, '2026-01', '4.9'), 发布日期: '2026-03-19' })
  await county.month('2026-03')
  const march = await county.on('2026-04-08').approve(await county.calculate('2026-03', 'price'))
  expect(await county.lines(march)).toEqual([
    '示例-01 甲 price-subsidy 2026-03 正常 560.00×5.0% = 28.00',
    '示例-01 甲 price-subsidy 2026-01 追回 0.00-44.80 (2026-01),本次扣回 28.00 = -28.00',
  ])
  expect(await county.open(march)).toEqual(['示例-01 price-subsidy 2026-01 28.00/44.80'])
  await county.verifyAll()
})

test('an index month that was undecided and is published later; one that never had a run is nobody’s', async () => {
  const county = await countyOf('379953')
  const january = await county.month('2026-01', 'price')
  expect(await county.lines(january)).toEqual([])
  expect((await county.listed(january)).filter((one) => one.includes('undecided'))).toHaveLength(1)
  await county.month('2026-02')
  await county.month('2026-03')
  await county
    .on('2026-04-01')
    .learn(
      'indices',
      figure(county, '2026-01', '5.0'),
      figure(county, '2026-02', '5.0'),
      figure(county, '2026-03', '4.0'),
    )
  // February had no price run, and March does not reach the trigger
  const march = await county.on('2026-04-08').approve(await county.calculate('2026-03', 'price'))
  expect(await county.lines(march)).toEqual(['示例-01 甲 price-subsidy 2026-01 补发 28.00 (2026-01) = 28.00'])
  await county.verifyAll()
})

test('a price run that is voided counts neither as lined up nor as a month that had one', async () => {
  const county = await countyOf('379954')
  await county.learn('indices', ...['2026-01', '2026-02', '2026-03'].map((month) => figure(county, month, '5.0')))
  await county.month('2026-01', 'price')
  await county.month('2026-02')
  const february = await county.month('2026-02', 'price')
  await county.month('2026-03')
  await voidRun(context.as('复核甲'), february.number, '示例:没有发出')
  expect(await county.lines(await county.month('2026-03', 'price'))).toEqual([
    '示例-01 甲 price-subsidy 2026-03 正常 560.00×5.0% = 28.00',
  ])
  expect(await county.lines(await county.on('2026-04-20').calculate('2026-02', 'price'))).toEqual([
    '示例-01 甲 price-subsidy 2026-02 正常 560.00×5.0% = 28.00',
  ])
  await county.verifyAll()
})
