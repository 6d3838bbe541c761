import { expect, test } from 'vitest'
import { openRun } from '../../../src/app/run/open-run.ts'
import { approveRun, rejectRun, submitRun, voidRun } from '../../../src/app/run/runs.ts'
import { testDatabase } from '../../support/database.ts'
import { Months } from '../../support/months.ts'
import { testContext } from '../../support/registry.ts'

const context = await testContext(await testDatabase())

/** One household of one person, 560 yuan in town, first month 2026-01. */
async function countyOf(code: string) {
  const county = new Months(context, code)
  const standard = { parameter: 'dibao.standard', from: '2025-01', value: { urban: 560, rural: 400 } }
  await county.on('2026-01-02').document(`示例民发〔2025〕${code}号`, [standard])
  await county.family('示例-01', { persons: '甲' })
  return county
}

const plain = (month: string) => `示例-01 top-up ${month} 正常 560.00×1 = 560.00`
const late = (month: string) => `示例-01 top-up ${month} 补发 560.00×1 (${month}) = 560.00`

test('a household that is enrolled late from its true month, never before the system’s first', async () => {
  const county = await countyOf('379931')
  await county.months('2026-01', '2026-02', '2026-03')
  await county.on('2026-04-02').family('示例-02', { persons: '乙', enrolment: { 起始月份: '2026-02' } })
  await county.family('示例-03', { persons: '丙', enrolment: { 起始月份: '2025-06' } })
  const april = await county.month('2026-04')
  expect(await county.lines(april)).toEqual([
    plain('2026-04'),
    '示例-02 top-up 2026-04 正常 560.00×1 = 560.00',
    '示例-02 top-up 2026-03 补发 560.00×1 (2026-03) = 560.00',
    '示例-02 top-up 2026-02 补发 560.00×1 (2026-02) = 560.00',
    '示例-03 top-up 2026-04 正常 560.00×1 = 560.00',
    '示例-03 top-up 2026-03 补发 560.00×1 (2026-03) = 560.00',
    '示例-03 top-up 2026-02 补发 560.00×1 (2026-02) = 560.00',
    '示例-03 top-up 2026-01 补发 560.00×1 (2026-01) = 560.00',
  ])
  await county.verifyAll()
})

test('a month that was skipped comes with the next, and nothing is left for it when it is opened later', async () => {
  const county = await countyOf('379932')
  await county.month('2026-01')
  const march = await county.month('2026-03')
  expect(await county.lines(march)).toEqual([plain('2026-03'), late('2026-02')])
  expect(await county.reasons(march)).toEqual(['示例民发〔2025〕379932号 一;补发原因:该月此前没有批次'])
  expect(await county.lines(await county.on('2026-03-20').calculate('2026-02'))).toEqual([])
  expect(await county.lines(await county.month('2026-04'))).toEqual([plain('2026-04')])
  await county.verifyAll()
})

test('a run that is voided after a later one was approved is paid again, once', async () => {
  const county = await countyOf('379933')
  await county.month('2026-01')
  const february = await county.month('2026-02')
  await county.month('2026-03')
  await voidRun(context.as('复核甲'), february.number, '示例:文件没有发出')
  const april = await county.month('2026-04')
  expect(await county.lines(april)).toEqual([plain('2026-04'), late('2026-02')])
  const again = await county.on('2026-04-20').calculate('2026-02')
  expect(again.number).not.toBe(february.number)
  expect(await county.lines(again)).toEqual([])
  await county.verifyAll()
})

test('a voided month that is opened again before the next run is paid by its own new run', async () => {
  const county = await countyOf('379934')
  await county.month('2026-01')
  const february = await county.month('2026-02')
  await county.month('2026-03')
  await voidRun(context.as('复核甲'), february.number, '示例:文件没有发出')
  const again = await county.approve(await county.on('2026-03-20').calculate('2026-02'))
  expect(await county.lines(again)).toEqual([plain('2026-02')])
  expect(await county.lines(await county.month('2026-04'))).toEqual([plain('2026-04')])
  await county.verifyAll()
})

test('a run that stands on another that is worked out anew is refused until it is worked out anew itself', async () => {
  const county = await countyOf('379935')
  await county.months('2026-05')
  const june = await county.on('2026-06-08').calculate('2026-06')
  const july = await county.on('2026-07-08').calculate('2026-07')
  expect(await county.lines(july)).toEqual([plain('2026-07')])
  await county.learn('incomes', county.income('示例-01', 60))
  await county.calculate('2026-06')
  await expect(submitRun(context, july.number)).rejects.toMatchObject({
    problems: [{ code: 'run.lined-up-changed', message: expect.stringContaining(june.number) }],
  })
  // May was paid 560 and 500 is due; June's new calculation has taken it back already
  const anew = await county.calculate('2026-07')
  expect(await county.lines(anew)).toEqual(['示例-01 top-up 2026-07 正常 (560.00-60.00)×1 = 500.00'])
  await county.verifyAll()
})

test('what was submitted is refused at approval when what it stands on is sent back', async () => {
  const county = await countyOf('379936')
  const june = await county.on('2026-06-08').calculate('2026-06')
  await submitRun(context, june.number)
  const july = await county.on('2026-07-08').calculate('2026-07')
  await submitRun(context, july.number)
  await rejectRun(context.as('复核甲'), june.number, '示例:再核')
  await expect(approveRun(context.as('复核甲'), july.number)).rejects.toMatchObject({
    problems: [{ code: 'run.lined-up-changed' }],
  })
  await rejectRun(context.as('复核甲'), july.number, '示例:六月退回')
  // June is open again: July pays both, and June has nothing left
  const anew = await county.approve(await county.calculate('2026-07'))
  expect(await county.lines(anew)).toEqual([plain('2026-07'), late('2026-06')])
  expect(await county.lines(await county.calculate('2026-06'))).toEqual([])
  await county.verifyAll()
})

test('a first month that changes between calculation and submission', async () => {
  const county = await countyOf('379937')
  const { run: may } = await openRun(context, { county: county.county, month: '2026-05', kind: 'regular' })
  const june = await county.on('2026-06-08').calculate('2026-06')
  expect(await county.lines(june)).toEqual([plain('2026-06'), late('2026-05')])
  await voidRun(context, may.number, '示例:开错')
  // with May's run gone June is the first month, and May is nobody's
  await expect(submitRun(context, june.number)).rejects.toMatchObject({
    problems: [{ code: 'run.first-month-changed' }],
  })
  expect(await county.lines(await county.month('2026-06'))).toEqual([plain('2026-06')])
  await county.verifyAll()
})

test('a held line counts as lined up', async () => {
  const county = await countyOf('379938')
  await county.learn('households', county.household('示例-02', county.id('乙')))
  await county.learn('members', county.member('示例-02', '乙'))
  await county.learn('enrolments', county.enrolment('示例-02-低', '城市低保', { 家庭编号: '示例-02' }))
  const january = await county.month('2026-01')
  expect(await county.listed(january)).toEqual(['示例-02 2026-01 payment.no-account'])
  const february = await county.month('2026-02')
  expect((await county.lines(february)).filter((line) => line.startsWith('示例-02'))).toEqual([
    '示例-02 top-up 2026-02 正常 560.00×1 = 560.00',
  ])
  await county.learn('incomes', county.income('示例-02', 60))
  const march = await county.month('2026-03')
  expect((await county.lines(march)).filter((line) => line.startsWith('示例-02'))).toEqual([
    '示例-02 top-up 2026-03 正常 (560.00-60.00)×1 = 500.00',
    '示例-02 top-up 2026-02 追回 (560.00-60.00)×1-560.00×1 (2026-02) = -60.00',
    '示例-02 top-up 2026-01 追回 (560.00-60.00)×1-560.00×1 (2026-01) = -60.00',
  ])
  await county.verifyAll()
})

test('an enrolment that never was: what was lined up is taken back where there is something to take it from', async () => {
  const county = await countyOf('379939')
  await county.months('2026-01', '2026-02')
  const never = { 家庭编号: '示例-01', 终止月份: '2025-01', 终止原因: '停发' }
  await county.learn('enrolments', county.enrolment('示例-01-低', '城市低保', never))
  const march = await county.month('2026-03')
  expect(await county.lines(march)).toEqual([])
  expect(await county.open(march)).toEqual(['示例-01 top-up 2026-01 0.00/560.00', '示例-01 top-up 2026-02 0.00/560.00'])
  await county.learn(
    'enrolments',
    county.enrolment('示例-01-低2', '城市低保', { 家庭编号: '示例-01', 起始月份: '2026-04' }),
  )
  const april = await county.month('2026-04')
  expect(await county.lines(april)).toEqual([
    plain('2026-04'),
    '示例-01 top-up 2026-01 追回 0.00-560.00×1 (2026-01) = -560.00',
  ])
  expect(await county.open(april)).toEqual(['示例-01 top-up 2026-02 0.00/560.00'])
  await county.verifyAll()
})
