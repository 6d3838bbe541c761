import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Context } from '../../src/access/context.ts'
import { takeBackup } from '../../src/admin/backup/backup.ts'
import { addUser } from '../../src/admin/users.ts'
import { calculateRun } from '../../src/app/calculate/calculate-run.ts'
import { exportRun } from '../../src/app/export/export-run.ts'
import { explain } from '../../src/app/inquiry/explain.ts'
import { listExceptions } from '../../src/app/inquiry/run-report.ts'
import { verifyRun } from '../../src/app/inquiry/verify-run.ts'
import { loadPolicies } from '../../src/app/policy/policy-load.ts'
import { writeBenefitLines } from '../../src/app/reconcile/lines.ts'
import { reconcileRun } from '../../src/app/reconcile/reconcile-run.ts'
import { importReturn } from '../../src/app/returns/returns-import.ts'
import { openRun } from '../../src/app/run/open-run.ts'
import { approveRun, submitRun } from '../../src/app/run/runs.ts'
import { answerAsBanks } from '../../src/demo/play/demo-bank.ts'
import { findRun, listRuns } from '../../src/run/run.store.ts'
import { testDatabase } from '../support/database.ts'
import { importRows, type TestContext, testContext } from '../support/registry.ts'
import { importCounty, linesOf, SAMPLE_POLICY, sampleRows } from '../support/sample-county.ts'
import { actingAs, codeOf } from './acting.ts'

const [OWN, OTHER] = ['379901', '379902'] as const
const MONTH = '2026-07'
const folder = mkdtempSync(join(tmpdir(), 'huimin-county-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

let all: TestContext
let maker: Context
let checker: Context
let auditor: Context

beforeAll(async () => {
  all = await testContext(await testDatabase())
  all.setNow(`${MONTH}-05T01:00:00.000Z`)
  await loadPolicies(all, [SAMPLE_POLICY])
  const admin = all.as('管理员甲')
  await addUser(admin, '本县经办', 'maker', [OWN])
  await addUser(admin, '本县复核', 'checker', [OWN])
  await addUser(admin, '本县审计', 'auditor', [OWN])
  maker = await actingAs(all, '本县经办')
  checker = await actingAs(all, '本县复核')
  auditor = await actingAs(all, '本县审计')
  await importCounty(all, sampleRows(12, OTHER, '别县'))
  await importCounty(as(maker), sampleRows(12, OWN))
})

/** `importCounty` works with a test's context; only what it reads is there. */
const as = (context: Context) => context as TestContext

async function wholeMonth(by: Context, reviewer: Context, county: string): Promise<string> {
  const { run } = await openRun(by, { county, month: MONTH, kind: 'regular' })
  await calculateRun(by, run.number)
  await submitRun(by, run.number)
  await approveRun(reviewer, run.number)
  const { files } = await exportRun(by, run.number, { layout: 'bank-tab', out: join(folder, run.number) })
  const answers = answerAsBanks(files, join(folder, run.number), { seed: 1, run: run.number })
  for (const { path } of answers) await importReturn(by, run.number, path)
  await reconcileRun(reviewer, run.number, { out: join(folder, `${run.number}-对账`) })
  return run.number
}

describe('users who are bound to a county', () => {
  test('do its whole month, with the same lines as those who are bound to none', async () => {
    const own = await findRun(all.database.sql, await wholeMonth(maker, checker, OWN))
    const other = await findRun(all.database.sql, await wholeMonth(all, all.as('复核甲'), OTHER))
    const told = (await linesOf(all, other)).map((line) => line.replaceAll('别县', '示例'))
    expect(told.length).toBeGreaterThan(10)
    expect(await linesOf(all, own)).toEqual(told)
    expect(await verifyRun(auditor, own.number, { out: join(folder, own.number) })).toMatchObject({
      linesDiffering: 0,
      problems: [],
    })
  })

  test('export again, also where files of other counties stand in the same ledger', async () => {
    const number = `${OWN}-202607-R1`
    const { files } = await exportRun(maker, number, { layout: 'bank-tab', out: join(folder, number) })
    expect(new Set(files.map(({ how }) => how))).toEqual(new Set(['unchanged']))
  })

  test('see the runs and rows of their own counties alone', async () => {
    expect((await listRuns(auditor.database.sql)).map(({ county }) => county)).toEqual([OWN])
    for (const table of await tablesOfCounties()) {
      const { rows } = await maker.database.pool.query(`SELECT DISTINCT county FROM ${table}`)
      const counties = rows.map(({ county }) => county)
      expect([table, counties.filter((county) => ![OWN, '000000'].includes(county))]).toEqual([table, []])
    }
  })

  const OTHER_RUN = `${OTHER}-202607-R1`
  test.each<[string, () => Promise<unknown>]>([
    ['open', () => openRun(maker, { county: OTHER, month: '2026-08', kind: 'regular' })],
    ['calculate', () => calculateRun(maker, OTHER_RUN)],
    ['submit', () => submitRun(maker, OTHER_RUN)],
    ['approve', () => approveRun(checker, OTHER_RUN)],
    ['export', () => exportRun(maker, OTHER_RUN, { out: join(folder, 'other') })],
    ['lines', () => writeBenefitLines(auditor, OTHER_RUN, join(folder, 'lines.csv'), { unmask: true })],
    ['exceptions', () => listExceptions(maker, OTHER_RUN)],
    ['verify', () => verifyRun(auditor, OTHER_RUN)],
    ['explain', () => explain(maker, { county: OTHER, month: MONTH, household: '别县-001' })],
    ['import', () => importRows(maker, 'households', sampleRows(3, OTHER, '新户').households)],
    ['import, a number of the other county', () => importCounty(as(maker), sampleRows(1, OWN, '别县'))],
  ])('are refused in one sentence: %s of another county', async (_step, work) => {
    expect(await codeOf(work())).toMatch(/^user\.other-county$|被拒收/)
  })

  test.each<[string, () => Promise<unknown>]>([
    ['a backup of everything', () => takeBackup(maker, join(folder, 'backup.gz'))],
    ['documents, which bind everybody', () => loadPolicies(maker, [SAMPLE_POLICY])],
  ])('do not take %s', async (_what, work) => {
    expect(await codeOf(work())).toBe('user.bound-to-counties')
  })

  test.each([
    ['a line', `INSERT INTO line SELECT * FROM line`, '42501'],
    ['an exception', `INSERT INTO exception (county, run_month, run_id, attempt, benefit_month, effect, code, message)
       VALUES ('${OTHER}', '2026-07', 1, 1, '2026-07', 'warning', 'x', 'x')`, '42501'],
    ['an audit row', `INSERT INTO audit VALUES ('${OTHER}', 999, '', '本县经办', 'x', 'x', 'x', 'x')`, '42501'],
    ['a person', `INSERT INTO person (county, id_hash, id_sealed, birth) VALUES ('${OTHER}', 'x', 'x', '2000-01-01')`, '42501'],
    ['a county', `INSERT INTO county (county) VALUES ('379903')`, '42501'],
  ])('cannot write %s of another county into the database either', async (_what, statement, code) => {
    const text = statement.replace('SELECT * FROM line', `SELECT '${OTHER}', (l).run_month, 1, 1, 'x', 1, 'p', 'c', '2026-07', 'normal', 'i', 'e', 1, 'a', 1, 1, 1, 'f', 'b' FROM (SELECT l FROM line l LIMIT 1) s`)
    expect(await codeOf(maker.database.pool.query(text))).toBe(code)
  }) // biome-ignore format: one row is one case

  test('and what they update there is nothing', async () => {
    const { rowCount } = await maker.database.pool.query(`UPDATE run SET state = 'void' WHERE county = '${OTHER}'`)
    expect(rowCount).toBe(0)
  })
})

test('every table of counties has the policy, and every view looks with the eyes of who asks', async () => {
  const tables = await tablesOfCounties()
  expect(tables.length).toBeGreaterThan(30)
  const { rows } = await all.database.pool.query(
    `SELECT relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'county'
     WHERE c.relnamespace = 'public'::regnamespace AND CASE relkind
       WHEN 'v' THEN coalesce(NOT 'security_invoker=true' = ANY (reloptions), true)
       WHEN 'i' THEN false WHEN 'I' THEN false
       ELSE NOT relrowsecurity OR NOT EXISTS (SELECT FROM pg_policy WHERE polrelid = c.oid) END`,
  )
  expect(rows).toEqual([])
})

test('a county by another name: the binding is the database’s own, not the connection’s word', async () => {
  const owner = new pg.Client({ connectionString: all.database.ownerUrl })
  await owner.connect()
  try {
    await owner.query("SET huimin.actor = '没有此人'; SET ROLE huimin_county_service")
    const { rows } = await owner.query('SELECT count(*)::int AS n FROM run')
    expect(rows[0].n).toBe(0)
  } finally {
    await owner.end()
  }
})

async function tablesOfCounties(): Promise<string[]> {
  const { rows } = await all.database.pool.query(
    `SELECT relname AS name FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'county'
     WHERE c.relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v') ORDER BY 1`,
  )
  return rows.map(({ name }) => name)
}
