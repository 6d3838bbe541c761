import { beforeAll, expect, test } from 'vitest'
import { listBatches } from '../../src/payment/batch.store.ts'
import { knownFiles, sentAmount, sentTotal } from '../../src/payment/sent.store.ts'
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
})

test('what was sent, in all and to one', async () => {
  expect(await sentTotal(database.sql, sent.run)).toBe(30000n)
  expect(await sentAmount(database.sql, sent.run, sent.no('B'))).toBe(20000n)
})

test('of files that somebody asks about, those that are known', async () => {
  const [batch] = await listBatches(database.sql, sent.run)
  const known = await knownFiles(database.sql, [batch!.batchNo, 'X-001'])
  expect(known).toHaveLength(1)
  expect(known[0]).toMatchObject({ batch: batch!.batchNo })
})
