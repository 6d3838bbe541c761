import { expect, test } from 'vitest'
import { approvedMonths, monthOfRun } from '../../src/run/run-months.store.ts'
import { testDatabase } from '../support/database.ts'
import { COUNTY, Payroll } from '../support/payroll.ts'

const database = await testDatabase()
const payroll = await new Payroll(database).start()
await payroll.account({ owner: 'A' })

test('the months of the first and the last approved run; those of others do not count', async () => {
  expect(await approvedMonths(database.sql, COUNTY)).toEqual({ first: null, last: null })
  const line = { payee: 'A', household: 'HA', amountFen: 10000 }
  const run = await payroll.approved([line], '2026-07')
  await payroll.approved([line], '2026-08')
  await payroll.open('2026-09')
  expect(await approvedMonths(database.sql, COUNTY)).toEqual({ first: '2026-07', last: '2026-08' })
  expect(await monthOfRun(database.sql, run)).toBe('2026-07')
})
