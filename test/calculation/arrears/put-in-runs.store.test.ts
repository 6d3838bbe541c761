import { beforeAll, expect, test } from 'vitest'
import { openRun } from '../../../src/app/run/open-run.ts'
import { putIn, putInHouseholds } from '../../../src/calculation/arrears/put-in.store.ts'
import { anyInHand, holdsPutIn, runOfRequest } from '../../../src/calculation/arrears/put-in-runs.store.ts'
import { inTransaction } from '../../../src/db/transaction.ts'
import type { Run } from '../../../src/run/run.store.ts'
import { testDatabase } from '../../support/database.ts'
import { COUNTY, Payroll } from '../../support/payroll.ts'

const database = await testDatabase()
const payroll = await new Payroll(database).start()
let run: Run
beforeAll(async () => {
  run = (await openRun(payroll.as('经办'), { county: COUNTY, month: '2026-07', kind: 'supplementary' })).run
})

test('families that were put into a run are found by their run, and by the request', async () => {
  const request = { county: COUNTY, households: ['HB', 'HA'], why: '示例:急需', actor: '经办' }
  expect(await holdsPutIn(database.pool, run)).toBe(false)
  expect(await anyInHand(database.pool, COUNTY, ['HA'])).toBeNull()
  const by = { why: request.why, actor: '经办', at: '2026-07-08T01:00:00.000Z' }
  await inTransaction(database.pool, (tx) => putIn(tx.client, run, request.households, by))
  expect(await holdsPutIn(database.pool, run)).toBe(true)
  expect(await runOfRequest(database.pool, request)).toBe(run.number)
  expect(await runOfRequest(database.pool, { ...request, why: '别的' })).toBeNull()
  expect(await anyInHand(database.pool, COUNTY, ['HA'])).toEqual({ run: run.number, householdNo: 'HA' })
  const inIt = await inTransaction(database.pool, (tx) => putInHouseholds(tx.client, run))
  expect([...inIt].sort()).toEqual(['HA', 'HB'])
})
