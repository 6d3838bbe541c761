import { beforeAll, expect, test } from 'vitest'
import { openRun } from '../../src/app/run/open-run.ts'
import { anyWaits, claimRun } from '../../src/run/run-claim.store.ts'
import { testDatabase } from '../support/database.ts'
import { COUNTY, Payroll } from '../support/payroll.ts'

const database = await testDatabase()
const payroll = await new Payroll(database).start()
const months = ['2026-07', '2026-08']
beforeAll(async () => {
  for (const month of months) {
    payroll.setNow(`${month}-05T01:00:00.000Z`)
    await openRun(payroll.as('经办'), { county: COUNTY, month, kind: 'regular' })
  }
})

test('one is held by one at a time, and a month waits for the month before it', async () => {
  const first = await claimRun(database.pool, [])
  expect(first?.number).toBe('371302-202607-R1')
  expect(await claimRun(database.pool, [])).toBeNull()
  await first?.release()
  const again = await claimRun(database.pool, [])
  expect(again?.number).toBe('371302-202607-R1')
  await again?.release()
  expect(await anyWaits(database.pool, [])).toBe(true)
  expect(await anyWaits(database.pool, ['371302-202607-R1', '371302-202608-R1'])).toBe(false)
})
