import { beforeAll, expect, test } from 'vitest'
import { inTransaction } from '../../src/db/transaction.ts'
import { paidAgain, standingOf } from '../../src/reissue/standing.store.ts'
import { testDatabase } from '../support/database.ts'
import { Payroll } from '../support/payroll.ts'
import { SentRun } from '../support/sent-run.ts'

const database = await testDatabase()
const payroll = await new Payroll(database).start()
for (const owner of ['A', 'B']) await payroll.account({ owner })
let sent: SentRun
beforeAll(async () => {
  const lines = ['A', 'B'].map((payee, i) => ({ payee, household: `H${payee}`, amountFen: 10000 * (i + 1) }))
  sent = await SentRun.send(database, payroll, lines, '2026-07')
  await sent.answer([sent.row('A')])
})

test('how each payment stands that somebody asks about', async () => {
  const numbers = [sent.no('A'), sent.no('B'), '371302-0']
  const standing = await inTransaction(database.pool, (tx) => standingOf(tx.client, sent.run, numbers))
  expect(numbers.map((no) => standing.get(no))).toEqual(['paid', 'unanswered', 'not-in-run'])
})

test('nothing was paid again', async () => {
  expect(await inTransaction(database.pool, (tx) => paidAgain(tx.client, sent.run, [sent.no('A')]))).toEqual([])
})
