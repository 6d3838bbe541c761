import { beforeAll, expect, test } from 'vitest'
import { recordCash, waiveRecovery } from '../../src/app/calculate/recover.ts'
import { confirmMisdirected } from '../../src/app/reissue/misdirected-confirm.ts'
import { recordMisdirected } from '../../src/app/reissue/misdirected-record.ts'
import { recordRepayment } from '../../src/app/reissue/misdirected-repaid.ts'
import { openRun } from '../../src/app/run/open-run.ts'
import type { Database } from '../../src/db/connect.ts'
import { testDatabase } from '../support/database.ts'
import { Months } from '../support/months.ts'
import { COUNTY, Payroll } from '../support/payroll.ts'
import { testContext } from '../support/registry.ts'
import { SentRun } from '../support/sent-run.ts'

const DOCUMENT = [{ parameter: 'dibao.standard', from: '2026-01', value: { urban: 560, rural: 500 } }]
let database: Database

beforeAll(async () => {
  database = await testDatabase()
})

test('cash that is entered twice under one receipt counts once, whoever enters it', async () => {
  const context = await testContext(database)
  const county = new Months(context, '379950')
  await county.document('示例〔2026〕1号', DOCUMENT)
  await county.family('示例-01', { persons: '甲' })
  await county.months('2026-01', '2026-02')
  const ended = { 家庭编号: '示例-01', 终止月份: '2025-12', 终止原因: '停发' }
  await county.on('2026-03-02').learn('enrolments', county.enrolment('示例-01-低', '城市低保', ended))
  await county.month('2026-03')
  const receipt = { county: '379950', household: '示例379950-01', amount: '100.00', why: '示例:收据1号' }
  expect(await recordCash(context, receipt)).toMatchObject({ totalFen: 10000n, leftFen: 102000n, earlier: null })
  const again = await recordCash(context.as('经办乙'), { ...receipt, amount: '100' })
  expect(again).toMatchObject({ totalFen: 0n, leftFen: 102000n, earlier: { actor: '经办甲' } })
  const other = await recordCash(context, { ...receipt, why: '示例:收据2号' })
  expect(other).toMatchObject({ leftFen: 92000n, earlier: null })
  const waiver = { county: '379950', household: '示例379950-01', why: '示例:批准文号' }
  expect(await waiveRecovery(context.as('复核甲'), waiver)).toMatchObject({ leftFen: 0n, earlier: null })
  expect(await waiveRecovery(context.as('复核甲'), waiver)).toMatchObject({ leftFen: 0n, earlier: { actor: '复核甲' } })
  const { rows } = await database.pool.query('SELECT sum(amount_fen) AS fen FROM recovery_entry')
  expect(rows).toEqual([{ fen: '112000' }])
})

test('a repayment that is entered twice under one receipt counts once', async () => {
  const own = await testDatabase()
  const payroll = await new Payroll(own).start()
  await payroll.account({ owner: 'A' })
  const sent = await SentRun.send(own, payroll, [{ payee: 'A', household: 'HA', amountFen: 10000 }], '2026-07')
  await sent.answer([sent.row('A')])
  const [maker, checker, number, payment] = [payroll.as('经办'), payroll.as('复核'), sent.run.number, sent.no('A')]
  await recordMisdirected(maker, number, payment, { why: '示例原因' })
  await confirmMisdirected(checker, number, payment)
  const receipt = { amountFen: 4000n, why: '示例收据1号' }
  expect(await recordRepayment(maker, number, payment, receipt)).toMatchObject({ balanceFen: 6000n, changed: true })
  expect(await recordRepayment(maker, number, payment, receipt)).toMatchObject({ balanceFen: 6000n, changed: false })
  const next = { ...receipt, why: '示例收据2号' }
  expect(await recordRepayment(maker, number, payment, next)).toMatchObject({ balanceFen: 2000n, changed: true })

  const opened = { county: COUNTY, month: '2026-08', kind: 'supplementary' } as const
  const first = await openRun(maker, opened)
  const second = await openRun(maker, opened)
  expect([first.opened, second.opened, second.run.number]).toEqual([true, false, first.run.number])
})
