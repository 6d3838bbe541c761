import { expect, test } from 'vitest'
import { heldFigures } from '../../src/payment/held-figures.store.ts'
import { testDatabase } from '../support/database.ts'
import { Payroll } from '../support/payroll.ts'
import { SentRun } from '../support/sent-run.ts'

const database = await testDatabase()
const payroll = await new Payroll(database).start()
await payroll.account({ owner: 'A' })

test('what is in no file is held, in number and fen', async () => {
  const lines = ['A', 'Z'].map((payee, i) => ({ payee, household: `H${payee}`, amountFen: 10000 * (i + 1) }))
  const { run } = await SentRun.send(database, payroll, lines, '2026-07')
  expect(await heldFigures(database.sql, { ...run, attempt: 1 })).toEqual({ payments: 1, totalFen: 20000n })
})
