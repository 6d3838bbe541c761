import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { calculateRun } from '../../src/app/calculate/calculate-run.ts'
import { loadPolicies } from '../../src/app/policy/policy-load.ts'
import { openRun } from '../../src/app/run/open-run.ts'
import { formatYuan } from '../../src/kernel/money.ts'
import type { RunKind } from '../../src/run/run-state.ts'
import { testDatabase } from '../support/database.ts'
import { importRows, type TestContext, testContext } from '../support/registry.ts'
import { naiveOver } from './agreement.ts'
import { makeCounty } from './make-county.ts'
import { subsidiesIn } from './price.ts'
import { paidIn } from './price-agreement.ts'
import { decisionFor } from './price-decision.ts'
import { documentYaml } from './programme-result.ts'
import { cell, later, type NaiveCounty, ROW_KINDS } from './rows.ts'
import { worldOf } from './world.ts'

const COUNTY = '379901'
const HOUSEHOLDS = 25
const MONTHS = [0, 7, 15, 23]
const seeds = process.env.HUIMIN_LONG === '1' ? [1, 2, 3, 4, 5, 6] : [1, 2]

const folder = mkdtempSync(join(tmpdir(), 'huimin-naive-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

let subsidiesCompared = 0

describe.each(seeds)('random county %i, imported file by file', async (seed) => {
  const database = await testDatabase()

  const county = makeCounty(seed, HOUSEHOLDS)
  let context: TestContext

  beforeAll(async () => {
    context = await testContext(database)
    await loadPolicies(context, documentFiles(seed, county))
    await importAll(context, county)
    await openRun(context, { county: COUNTY, month: county.firstMonth, kind: 'regular' })
  })

  test('what is stored is what the naive implementation says', async () => {
    const naive = naiveOver(county)
    const households = [...new Set(county.households.map(({ row }) => cell(row, '家庭编号')))]
    for (const month of MONTHS.map((after) => later(county.month, after))) {
      const expected = households.flatMap((household) => naive(household, month)).sort()
      expect(expected.length).toBeGreaterThan(HOUSEHOLDS / 2)
      expect({ month, stored: await storedFor(context, county, month) }).toEqual({ month, stored: expected })
    }
  })

  test('so are the price subsidies of an index month, and whether it was decided', async () => {
    const world = worldOf(county)
    const months = indexMonths(county.month, (month) => subsidiesIn(world, month).length > 0)
    for (const month of months) {
      const { subsidies, undecided } = await storedPrices(context, county, month)
      const pairs = paidIn(subsidiesIn(world, month), subsidies)
      const [naive, stored] = [pairs.map((one) => one.naive), pairs.map((one) => one.programme)]
      expect({ month, stored }).toEqual({ month, stored: naive })
      const places = areasEver(county).filter((area) => decisionFor(world, area, month).outcome === 'undecided')
      expect({ month, undecided: undecided > 0 }).toEqual({ month, undecided: places.length > 0 })
      subsidiesCompared += pairs.length
    }
  })
})

test('subsidies were compared, though in some counties no month ever fires', () => {
  expect(subsidiesCompared).toBeGreaterThan((seeds.length * HOUSEHOLDS) / 2)
})

/** The first, and some in which somebody is paid. */
function indexMonths(first: string, isPaid: (month: string) => boolean): string[] {
  const others = Array.from({ length: 23 }, (_, i) => later(first, i + 1))
  return [first, ...others.filter(isPaid).slice(0, 3)]
}

/** Wherever a household lives or lived; the months of an area are decided whether or not somebody lives there then. */
function areasEver({ households }: NaiveCounty): string[] {
  return [...new Set(households.map(({ row }) => cell(row, '区划代码')))]
}

function documentFiles(seed: number, { documents }: NaiveCounty): string[] {
  return documents.map((document, i) => {
    const path = join(folder, `${seed}-${i}.yaml`)
    writeFileSync(path, documentYaml(document))
    return path
  })
}

/** One file for each kind and import, in the order in which they became known. */
async function importAll(context: TestContext, county: NaiveCounty): Promise<void> {
  const last = Math.max(...ROW_KINDS.flatMap((kind) => county[kind].map(({ no }) => no)))
  for (let no = 1; no <= last; no++) {
    for (const kind of ROW_KINDS) {
      const rows = county[kind].filter((imported) => imported.no === no).map(({ row }) => row)
      if (rows.length === 0) continue
      const { refused, problems } = await importRows(context, kind, rows)
      expect({ refused, problems: problems.filter(({ severity }) => severity === 'error') }).toEqual({
        refused: 0,
        problems: [],
      })
    }
  }
}

/** The month's own lines and unpaid cases of a run that is worked out here. */
async function calculated(context: TestContext, month: string, kind: RunKind) {
  const { pool } = context.database
  const opened = await openRun(context, { county: COUNTY, month, kind })
  const { run } = await calculateRun(context, opened.run.number)
  const key = [run.county, run.runId, run.attempt, month]
  const lines = await pool.query(
    `SELECT household_no, person_no, programme, component, amount_fen, enrolment_no, payee_no FROM line
     WHERE (county, run_id, attempt, benefit_month) = ($1, $2, $3, $4) AND type = 'normal'`,
    key,
  )
  const listed = await pool.query(
    `SELECT household_no, enrolment_no, person_no, code FROM exception
     WHERE (county, run_id, attempt, benefit_month) = ($1, $2, $3, $4) AND effect = 'not-paid'`,
    key,
  )
  return { lines, listed }
}

/** Who is paid or listed by the price run of the month, and how many areas are listed as undecided. */
async function storedPrices(context: TestContext, county: NaiveCounty, month: string) {
  const { lines, listed } = await calculated(context, month, 'price')
  const ids = await idsOf(context, county)
  const paid = lines.rows.map((row) => ({
    person: ids(row.person_no)!,
    yuan: formatYuan(BigInt(row.amount_fen)),
    by: `${row.enrolment_no} ${row.household_no} ${ids(row.payee_no)}`,
  }))
  const persons = listed.rows.filter((row) => row.person_no !== null)
  const unpaid = persons.map((row) => ({
    person: ids(row.person_no)!,
    yuan: null,
    by: `${row.enrolment_no} ${row.household_no}`,
  }))
  return { subsidies: [...paid, ...unpaid], undecided: listed.rows.length - persons.length }
}

/** The month's own lines and unpaid cases of its run, in the form of `dueOf`. */
async function storedFor(context: TestContext, county: NaiveCounty, month: string): Promise<string[]> {
  const { lines, listed } = await calculated(context, month, 'regular')
  const ids = await idsOf(context, county)
  const paid = lines.rows.map((row) =>
    [
      row.household_no,
      ids(row.person_no) ?? '-',
      row.programme,
      row.component,
      formatYuan(BigInt(row.amount_fen)),
    ].join(' '),
  )
  const unpaid = listed.rows.map(({ enrolment_no, person_no, code }) =>
    code === 'exclusion.not-kept' ? `${enrolment_no} not kept ${ids(person_no)}` : `${enrolment_no} unpaid`,
  )
  return [...paid, ...unpaid].sort()
}

/** ID numbers by the programme's own numbers of persons. */
async function idsOf({ database, cipher }: TestContext, { members }: NaiveCounty) {
  const byHash = new Map(
    members.map(({ row }) => [cipher.hash('id', cell(row, '身份证号')).toString('hex'), cell(row, '身份证号')]),
  )
  const { rows } = await database.pool.query('SELECT person_no, id_hash FROM person WHERE county = $1', [COUNTY])
  const byNumber = new Map(rows.map((row) => [String(row.person_no), byHash.get(row.id_hash.toString('hex'))]))
  return (personNo: string | number) => byNumber.get(String(personNo))
}
