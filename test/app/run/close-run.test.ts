import { beforeEach, expect, test } from 'vitest'
import { closeRun } from '../../../src/app/run/close-run.ts'
import { testDatabase } from '../../support/database.ts'
import { Payroll } from '../../support/payroll.ts'
import { refusedCodes, SentRun } from '../../support/sent-run.ts'

const database = await testDatabase()
const payroll = await new Payroll(database).start()
const checker = payroll.as('复核')
for (const owner of ['A', 'B']) await payroll.account({ owner })

let month = 0
let sent: SentRun
beforeEach(async () => {
  const lines = ['A', 'B', 'Z'].map((payee, i) => ({ payee, household: `H${payee}`, amountFen: 10000 * (i + 1) }))
  const held = lines.filter(({ payee }) => payee === 'Z')
  const withAccount = lines.filter(({ payee }) => payee !== 'Z')
  sent = await SentRun.send(
    database,
    payroll,
    month++ % 2 === 0 ? withAccount : [...withAccount, ...held],
    `2026-0${month}`,
  )
})

test('closed once every payment has its answer; closing again is the same step', async () => {
  await sent.answer([sent.row('A')])
  expect(await refusedCodes(closeRun(checker, sent.run.number))).toEqual(['run.payments-unanswered'])
  await sent.answer([sent.row('B', { result: '失败', reason: '户名不符' })])
  expect(await closeRun(checker, sent.run.number)).toMatchObject({ changed: true, run: { state: 'closed' } })
  expect(await closeRun(checker, sent.run.number)).toMatchObject({ changed: false, event: { actor: '复核' } })
})

test('money that is held stays owed: closed only with a reason, which is kept', async () => {
  await sent.answer([sent.row('A'), sent.row('B')])
  expect(await refusedCodes(closeRun(checker, sent.run.number))).toEqual(['run.payments-held'])
  expect(await closeRun(checker, sent.run.number, '示例:下月再发')).toMatchObject({
    changed: true,
    event: { reason: '示例:下月再发' },
  })
})

test('a run that is not settled, and a maker, are refused', async () => {
  expect(await refusedCodes(closeRun(checker, sent.run.number))).toEqual(['run.wrong-state'])
  expect(await refusedCodes(closeRun(payroll.as('经办'), sent.run.number))).toEqual(['user.role-not-allowed'])
})
