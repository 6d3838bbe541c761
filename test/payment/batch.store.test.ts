import { beforeAll, expect, test } from 'vitest'
import { listBatches, markPublished } from '../../src/payment/batch.store.ts'
import { testDatabase } from '../support/database.ts'
import { Payroll } from '../support/payroll.ts'
import { SentRun } from '../support/sent-run.ts'

const database = await testDatabase()
const payroll = await new Payroll(database).start()
const BANKS = { A: '示例农商银行', B: '示例邮储银行' }
for (const [owner, bank] of Object.entries(BANKS)) await payroll.account({ owner, bank })
let sent: SentRun
beforeAll(async () => {
  const lines = ['A', 'B'].map((payee, i) => ({ payee, household: `H${payee}`, amountFen: 10000 * (i + 1) }))
  sent = await SentRun.send(database, payroll, lines, '2026-07')
})

test('the files of a run come in the order in which they were claimed, as they were written', async () => {
  const batches = await listBatches(database.sql, sent.run)
  expect(batches.map(({ bank, part, rows, totalFen }) => [bank, part, rows, totalFen])).toEqual(
    expect.arrayContaining([
      [BANKS.A, 1, 1, 10000n],
      [BANKS.B, 1, 1, 20000n],
    ]),
  )
  expect(batches.map(({ batchNo }) => batchNo)).toEqual([1, 2].map((n) => `${sent.run.number}-00${n}`))
  expect(batches.every(({ sha256, manifest }) => /^[0-9a-f]{64}$/.test(sha256) && manifest.includes(sha256))).toBe(true)
})

test('when a file first stood under its name does not change any more', async () => {
  const before = await listBatches(database.sql, sent.run)
  await markPublished(
    database.sql,
    sent.run,
    before.map(({ batchNo }) => batchNo),
    '2027-01-01T00:00:00.000Z',
  )
  expect(await listBatches(database.sql, sent.run)).toEqual(before)
})
