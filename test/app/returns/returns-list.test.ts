import { beforeAll, expect, test } from 'vitest'
import { overviewReturns } from '../../../src/app/returns/returns-list.ts'
import { testDatabase } from '../../support/database.ts'
import { Payroll } from '../../support/payroll.ts'
import { refusedCodes, SentRun } from '../../support/sent-run.ts'

const database = await testDatabase()
const payroll = await new Payroll(database).start()
for (const owner of ['A', 'B', 'C']) await payroll.account({ owner })

let sent: SentRun
beforeAll(async () => {
  const lines = ['A', 'B', 'C'].map((payee, i) => ({ payee, household: `H${payee}`, amountFen: 10000 * (i + 1) }))
  sent = await SentRun.send(database, payroll, lines, '2026-07')
})

test('before any return there is nothing but what is unanswered', async () => {
  expect((await overviewReturns(payroll.as('审计'), sent.run.number)).returns).toEqual([])
})

test('each return is listed with who brought it', async () => {
  await sent.answer([sent.row('A')], '一.csv')
  await sent.answer([sent.row('B', { result: '失败', reason: '户名不符' })], '二.csv')
  const { returns } = await overviewReturns(payroll.as('审计'), sent.run.number)
  expect(returns).toHaveLength(2)
})

test('of a run that there is not it is refused', async () => {
  expect(await refusedCodes(overviewReturns(payroll.as('审计'), '371302-209901-R1'))).toEqual(['run.unknown'])
})
