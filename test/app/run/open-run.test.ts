import { expect, test } from 'vitest'
import { openRun } from '../../../src/app/run/open-run.ts'
import { testDatabase } from '../../support/database.ts'
import { COUNTY, Payroll } from '../../support/payroll.ts'
import { refusedCodes } from '../../support/sent-run.ts'

const database = await testDatabase()
const payroll = await new Payroll(database).start()
const maker = payroll.as('经办')
const request = { county: COUNTY, month: '2026-07', kind: 'regular' as const }

test('a run is opened once for a county, month and kind; opening it again gives it back', async () => {
  const first = await openRun(maker, request)
  expect(first).toMatchObject({ opened: true, run: { number: '371302-202607-R1', state: 'open', maker: '经办' } })
  expect(await openRun(maker, request)).toEqual({ run: first.run, opened: false })
  expect((await openRun(maker, { ...request, kind: 'price' })).run.number).toBe('371302-202607-P1')
})

test('one person’s supplementary run that is still empty is given back, another’s is not', async () => {
  const empty = await openRun(maker, { ...request, kind: 'supplementary' })
  expect(empty).toMatchObject({ opened: true, run: { number: '371302-202607-S1' } })
  expect((await openRun(maker, { ...request, kind: 'supplementary' })).opened).toBe(false)
})

test('a month before the county’s first approved one is never opened', async () => {
  await payroll.account({ owner: 'A' })
  await payroll.approved([{ payee: 'A', household: 'HA', amountFen: 100 }], '2026-07')
  expect(await refusedCodes(openRun(maker, { ...request, month: '2026-06' }))).toEqual(['run.before-first-month'])
})

test.each([
  [{ ...request, county: '37130' }, 'run.county-invalid'],
  [{ ...request, month: '2026-7' }, 'run.month-invalid'],
  [{ ...request, county: '371303' }, 'run.county-unknown'],
])('%o is refused with %s', async (asked, code) => {
  expect(await refusedCodes(openRun(maker, asked))).toEqual([code])
})

test('only a maker opens', async () => {
  expect(await refusedCodes(openRun(payroll.as('复核'), request))).toEqual(['user.role-not-allowed'])
})
