import { beforeAll, expect, test } from 'vitest'
import { openRun } from '../../src/app/run/open-run.ts'
import { inTransaction } from '../../src/db/transaction.ts'
import { holdRun, lockCounty, lockRun } from '../../src/run/lock.store.ts'
import type { Run } from '../../src/run/run.store.ts'
import { testDatabase } from '../support/database.ts'
import { COUNTY, Payroll } from '../support/payroll.ts'
import { refusedCodes } from '../support/sent-run.ts'

const database = await testDatabase()
const payroll = await new Payroll(database).start()
let run: Run
beforeAll(async () => {
  run = (await openRun(payroll.as('经办'), { county: COUNTY, month: '2026-07', kind: 'regular' })).run
})

const isHeld = async (table: string, key: string) => {
  const taken = database.pool.query(`SELECT FROM ${table} WHERE ${key} FOR UPDATE NOWAIT`)
  return await taken.then(
    () => false,
    (error) => error.code === '55P03',
  )
}

test('a county and a run are held to the end of the transaction, and no longer', async () => {
  const held = () => Promise.all([isHeld('county', 'true'), isHeld('run', `run_id = ${run.runId}`)])
  const during = await inTransaction(database.pool, async (tx) => {
    await lockCounty(tx, COUNTY)
    await lockRun(tx, run)
    return await held()
  })
  expect(during).toEqual([true, true])
  expect(await held()).toEqual([false, false])
})

test('a run is held by its number, and given as it stands', async () => {
  const found = await inTransaction(database.pool, async (tx) => {
    const one = await holdRun(tx, run.number)
    expect(await isHeld('run', `run_id = ${run.runId}`)).toBe(true)
    return one
  })
  expect(found).toEqual(run)
})

test('what there is not cannot be held', async () => {
  const held = (work: (tx: Parameters<typeof lockCounty>[0]) => Promise<unknown>) =>
    refusedCodes(inTransaction(database.pool, work))
  expect(await held((tx) => lockCounty(tx, '371303'))).toEqual(['run.county-unknown'])
  expect(await held((tx) => holdRun(tx, '371302-209901-R1'))).toEqual(['run.unknown'])
})
