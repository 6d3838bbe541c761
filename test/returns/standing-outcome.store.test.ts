import { beforeAll, expect, test } from 'vitest'
import { inTransaction } from '../../src/db/transaction.ts'
import { outcomeOf, unansweredFigures } from '../../src/returns/standing-outcome.store.ts'
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

test('what holds of a payment, and what nobody has answered', async () => {
  await inTransaction(database.pool, async (tx) => {
    expect(await outcomeOf(tx, sent.run, sent.no('A'))).toBe('paid')
    expect(await outcomeOf(tx, sent.run, sent.no('B'))).toBeNull()
    expect(await unansweredFigures(tx, sent.run)).toEqual({ payments: 1, totalFen: 20000n })
  })
})
