import { beforeAll, expect, test } from 'vitest'
import { inTransaction } from '../../src/db/transaction.ts'
import type { Run } from '../../src/run/run.store.ts'
import { sealOf } from '../../src/run/seal.store.ts'
import { testDatabase } from '../support/database.ts'
import { type MadeLine, Payroll } from '../support/payroll.ts'

const database = await testDatabase()
const payroll = await new Payroll(database).start()
const LINES: readonly MadeLine[] = ['A', 'B'].map((payee, i) => ({
  payee,
  household: `H${payee}`,
  amountFen: 10000 + i,
}))
let run: Run
beforeAll(async () => {
  for (const owner of ['A', 'B']) await payroll.account({ owner })
  run = await payroll.open()
  for (const lines of [LINES, [...LINES].reverse(), [{ ...LINES[0]!, amountFen: 10001 }, LINES[1]!]]) {
    await payroll.calculate({ ...run, attempt: attempts++ || null }, lines)
    run = { ...run, ...(await payrollRun()) }
  }
})

let attempts = 0
async function payrollRun(): Promise<Pick<Run, 'state' | 'eventNo'>> {
  const { rows } = await database.pool.query('SELECT state, event_no AS "eventNo" FROM run WHERE run_id = $1', [
    run.runId,
  ])
  return rows[0]
}

const seal = (attempt: number) => inTransaction(database.pool, (tx) => sealOf(tx.client, run, attempt))

test('it is the same for the same lines, in whatever order they came, and another for another fen', async () => {
  const [first, turned, dearer] = [await seal(1), await seal(2), await seal(3)]
  expect(first).toMatch(/^[0-9a-f]{64}$/)
  expect(turned).toBe(first)
  expect(dearer).not.toBe(first)
})
