import { expect, test } from 'vitest'
import { openRun } from '../../src/app/run/open-run.ts'
import { inTransaction } from '../../src/db/transaction.ts'
import { runsSoFar, untouchedRun } from '../../src/run/opening.store.ts'
import { testDatabase } from '../support/database.ts'
import { COUNTY, Payroll } from '../support/payroll.ts'

const database = await testDatabase()
const payroll = await new Payroll(database).start()
const of = { county: COUNTY, month: '2026-07', kind: 'supplementary' as const }

test('how many runs of a kind a month has had, and which of them is still empty', async () => {
  const asked = () =>
    inTransaction(database.pool, async (tx) => ({
      ...(await runsSoFar(tx.sql, of)),
      empty: await untouchedRun(tx, of, '经办'),
      others: await untouchedRun(tx, of, '复核'),
    }))
  expect(await asked()).toMatchObject({ count: 0, empty: null })
  const { run } = await openRun(payroll.as('经办'), of)
  expect(await asked()).toEqual({ count: 1, sequence: 1, empty: run.number, others: null })
})
