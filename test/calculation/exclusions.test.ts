import fc from 'fast-check'
import { expect, test } from 'vitest'
import { calculateRun } from '../../src/app/calculate/calculate-run.ts'
import { listExceptions } from '../../src/app/inquiry/run-report.ts'
import { verifyRun } from '../../src/app/inquiry/verify-run.ts'
import { loadPolicies } from '../../src/app/policy/policy-load.ts'
import { openRun } from '../../src/app/run/open-run.ts'
import type { Run } from '../../src/run/run.store.ts'
import { testDatabase } from '../support/database.ts'
import { type FamilyPick, familyPicks, MIXED_POLICY, mixed, mixedRows } from '../support/mixed-county.ts'
import { type TestContext, testContext } from '../support/registry.ts'
import { type CountyRows, importCounty, linesOf } from '../support/sample-county.ts'

const database = await testDatabase()
const MONTH = '2026-07'
let county = 370100
const nextCounty = () => String(++county)

async function calculated(context: TestContext, rows: CountyRows, place: string, chunkSize?: number): Promise<Run> {
  await importCounty(context, rows)
  const { run } = await openRun(context, { county: place, month: MONTH, kind: 'regular' })
  return (await calculateRun(context, run.number, chunkSize ? { chunkSize } : {})).run
}

async function resultOf(context: TestContext, run: Run): Promise<string[]> {
  const listed = (await listExceptions(context, run.number)).map(
    ({ effect, code, householdNo, name, enrolmentNo }) => `${effect}|${code}|${householdNo}|${name}|${enrolmentNo}`,
  )
  return [...(await linesOf(context, run)), ...listed.sort()].map((line) => line.replaceAll(`${run.county}-`, ''))
}

test('neither the order of rows nor the size of chunks changes who is kept', { timeout: 180_000 }, async () => {
  const context = await testContext(database)
  await loadPolicies(context, [MIXED_POLICY])
  await fc.assert(
    fc.asyncProperty(familyPicks, fc.infiniteStream(fc.nat()), async (picks, keys) => {
      const [one, other] = [nextCounty(), nextCounty()]
      const run = await calculated(context, mixedRows(one, picks), one)
      const rows = Object.entries(mixedRows(other, picks)).map(([kind, list]) => [kind, mixed(list, keys)])
      const again = await calculated(context, Object.fromEntries(rows), other, 2)
      expect(await resultOf(context, again)).toEqual(await resultOf(context, run))
    }),
    { numRuns: 12 },
  )
})

const EXCLUDE_EACH_OTHER = [
  ['tekun', 'disability-living'],
  ['tekun', 'disability-nursing'],
  ['orphan', 'disability-living'],
  ['urban-dibao', 'rural-dibao'],
  ['tekun', 'urban-dibao'],
  ['tekun', 'rural-dibao'],
]

test('one-off help of two households for one person is two lines and one payment of both', async () => {
  const context = await testContext(database)
  await loadPolicies(context, [MIXED_POLICY])
  const alone: FamilyPick = {
    rural: false,
    income: 0,
    dibao: '城市低保',
    claims: [],
    grade: 0,
    shared: 3,
    covered: false,
    died: false,
  }
  const once = { person: 1, programme: '临时救助', variant: 1, from: 1 } // 一事一议, three times the urban standard
  const place = nextCounty()
  const claims = [
    { ...once, named: 2 },
    { ...once, named: 0 },
  ]
  const run = await calculated(context, mixedRows(place, [{ ...alone, claims }, alone]), place)
  const { rows } = await database.pool.query(
    `SELECT household_no, amount_fen FROM line
     WHERE county = $1 AND run_id = $2 AND programme = 'temporary-assistance' ORDER BY household_no`,
    [place, run.runId],
  )
  const each = rows[0].amount_fen
  expect(rows).toEqual([`${place}-000`, `${place}-001`].map((household_no) => ({ household_no, amount_fen: each })))
  const paid = await database.pool.query(
    `SELECT amount_fen FROM payment WHERE county = $1 AND run_id = $2 AND item = '临时救助'`,
    [place, run.runId],
  )
  expect(paid.rows).toEqual([{ amount_fen: String(2n * BigInt(each)) }])
})

test('nobody gets what excludes each other; everybody enrolled has a line or a reason', {
  timeout: 180_000,
}, async () => {
  const context = await testContext(database)
  await loadPolicies(context, [MIXED_POLICY])
  await fc.assert(
    fc.asyncProperty(familyPicks, async (picks) => {
      const place = nextCounty()
      const run = await calculated(context, mixedRows(place, picks), place)
      expect(await paidTwiceOver(run)).toEqual([])
      expect(await forgotten(run)).toEqual([])
      expect(await verifyRun(context, run.number)).toMatchObject({ linesDiffering: 0, problems: [] })
    }),
    { numRuns: 12 },
  )
})

/**
 * Persons with lines of their own under two programmes that exclude each other, or twice under one. One-off help that
 * two households' approvals give one person is due twice, once with each.
 */
async function paidTwiceOver({ county: place, runId }: Run): Promise<unknown[]> {
  const { rows } = await database.pool.query(
    `SELECT person_no, array_agg(DISTINCT programme) AS programmes, count(*) AS lines,
       count(DISTINCT (programme, component, CASE programme WHEN 'temporary-assistance' THEN household_no END)) AS different
     FROM line WHERE county = $1 AND run_id = $2 AND person_no <> 0 GROUP BY person_no`,
    [place, runId],
  )
  return rows.filter(
    ({ programmes, lines, different }) =>
      lines !== different || EXCLUDE_EACH_OTHER.some((pair) => pair.every((one) => programmes.includes(one))),
  )
}

/** Enrolments in force of monthly programmes that have neither a line nor a listed reason. */
async function forgotten({ county: place, runId }: Run): Promise<unknown[]> {
  const { rows } = await database.pool.query(
    `SELECT enrolment_no FROM enrolment_fact WHERE county = $1 AND programme <> 'temporary-assistance'
     EXCEPT SELECT enrolment_no FROM line WHERE county = $1 AND run_id = $2
     EXCEPT SELECT enrolment_no FROM exception WHERE county = $1 AND run_id = $2`,
    [place, runId],
  )
  return rows
}
