import { beforeAll, expect, test } from 'vitest'
import { inTransaction } from '../../src/db/transaction.ts'
import { importedBefore, outcomeFigures } from '../../src/returns/outcomes.store.ts'
import { testDatabase } from '../support/database.ts'
import { Payroll } from '../support/payroll.ts'
import { SentRun } from '../support/sent-run.ts'

const database = await testDatabase()
const payroll = await new Payroll(database).start()
for (const owner of ['A', 'B', 'C']) await payroll.account({ owner })
let sent: SentRun
beforeAll(async () => {
  const lines = ['A', 'B', 'C'].map((payee, i) => ({ payee, household: `H${payee}`, amountFen: 10000 * (i + 1) }))
  sent = await SentRun.send(database, payroll, lines, '2026-07')
})

test('before the bank answers everything is unknown; then each fen is somewhere', async () => {
  const none = { payments: 0, totalFen: 0n }
  expect(await outcomeFigures(database.sql, sent.run)).toEqual({
    ...{ paid: none, failed: none },
    unknown: { payments: 3, totalFen: 60000n },
  })
  await sent.answer([sent.row('A'), sent.row('B', { result: '失败', reason: '户名不符' })])
  expect(await outcomeFigures(database.sql, sent.run)).toEqual({
    paid: { payments: 1, totalFen: 10000n },
    failed: { payments: 1, totalFen: 20000n },
    unknown: { payments: 1, totalFen: 30000n },
  })
})

test('the same bytes are known again, others are not', async () => {
  const { rows } = await database.pool.query('SELECT sha256 FROM return_file WHERE run_id = $1', [sent.run.runId])
  const before = (sha256: string) => inTransaction(database.pool, (tx) => importedBefore(tx, sent.run, sha256))
  expect(await before(rows[0].sha256)).not.toBeNull()
  expect(await before('0'.repeat(64))).toBeNull()
})
