import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { calculateRun } from '../../src/app/calculate-run.ts'
import { loadPolicies } from '../../src/app/policy-load.ts'
import { openRun } from '../../src/app/runs.ts'
import { formatYuan } from '../../src/kernel/money.ts'
import { testDatabase } from '../support/database.ts'
import { importRows, type TestContext, testContext } from '../support/registry.ts'
import { naiveOver } from './agreement.ts'
import { makeCounty } from './make-county.ts'
import { documentYaml } from './programme-result.ts'
import { cell, later, type NaiveCounty, ROW_KINDS } from './rows.ts'

const COUNTY = '379901'
const HOUSEHOLDS = 25
const MONTHS = [0, 7, 15, 23]
const seeds = [1, 2, 3, 4].slice(0, process.env.HUIMIN_LONG === '1' ? 4 : 2)

const folder = mkdtempSync(join(tmpdir(), 'huimin-naive-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe.each(seeds)('random county %i, imported file by file', async (seed) => {
  const database = await testDatabase()

  test('what is stored is what the naive implementation says', async () => {
    const county = makeCounty(seed, HOUSEHOLDS)
    const context = await testContext(database)
    await loadPolicies(context, documentFiles(seed, county))
    await importAll(context, county)
    await openRun(context, { county: COUNTY, month: county.firstMonth, kind: 'regular' })
    const naive = naiveOver(county)
    const households = [...new Set(county.households.map(({ row }) => cell(row, '家庭编号')))]
    for (const month of MONTHS.map((after) => later(county.month, after))) {
      const expected = households.flatMap((household) => naive(household, month)).sort()
      expect(expected.length).toBeGreaterThan(HOUSEHOLDS / 2)
      expect({ month, stored: await storedFor(context, county, month) }).toEqual({ month, stored: expected })
    }
  })
})

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

/** The month's own lines and unpaid cases of its run, in the form of `dueOf`. */
async function storedFor(context: TestContext, county: NaiveCounty, month: string): Promise<string[]> {
  const opened = await openRun(context, { county: COUNTY, month, kind: 'regular' })
  const { run } = await calculateRun(context, opened.run.number)
  const ids = await idsOf(context, county)
  const key = [run.county, run.runId, run.attempt, month]
  const lines = await context.database.pool.query(
    `SELECT household_no, person_no, programme, component, amount_fen FROM line
     WHERE (county, run_id, attempt, benefit_month) = ($1, $2, $3, $4) AND type = 'normal'`,
    key,
  )
  const listed = await context.database.pool.query(
    `SELECT enrolment_no, person_no, code FROM exception
     WHERE (county, run_id, attempt, benefit_month) = ($1, $2, $3, $4) AND effect = 'not-paid'`,
    key,
  )
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
