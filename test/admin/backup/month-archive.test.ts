import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { archiveMonth, unarchiveMonth } from '../../../src/admin/backup/month-archive.ts'
import { calculateRun } from '../../../src/app/calculate/calculate-run.ts'
import { reportRun } from '../../../src/app/inquiry/run-report.ts'
import { verifyRun } from '../../../src/app/inquiry/verify-run.ts'
import { reconcileRun } from '../../../src/app/reconcile/reconcile-run.ts'
import { openRun } from '../../../src/app/run/open-run.ts'
import { approveRun, submitRun } from '../../../src/app/run/runs.ts'
import { firstBrokenAudit, NO_COUNTY } from '../../../src/db/audit.store.ts'
import type { Database } from '../../../src/db/connect.ts'
import { findRun, type Run } from '../../../src/run/run.store.ts'
import { sealOf } from '../../../src/run/seal.store.ts'
import { codeOf } from '../../access/acting.ts'
import { testDatabase } from '../../support/database.ts'
import { importRows, type TestContext, testContext } from '../../support/registry.ts'
import { openSampleMonth, SAMPLE, SAMPLE_MONTH } from '../../support/sample-county.ts'

const NEXT = '2026-08'
const folder = mkdtempSync(join(tmpdir(), 'huimin-archive-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const file = join(folder, 'month.gz')
let database: Database
let maker: TestContext
let admin: TestContext
let run: Run
let rows: string

beforeAll(async () => {
  database = await testDatabase()
  maker = await testContext(database)
  admin = maker.as('管理员甲')
  run = await openSampleMonth(maker)
  await calculateRun(maker, run.number)
  await submitRun(maker, run.number)
  await approveRun(maker.as('复核甲'), run.number)
  rows = await stored()
})

async function stored(): Promise<string> {
  const found = await database.pool.query(
    `SELECT (SELECT json_agg(l ORDER BY l::text) FROM line l WHERE run_month = $1) AS lines,
       (SELECT json_agg(e ORDER BY e::text) FROM exception e WHERE run_month = $1) AS listed`,
    [SAMPLE_MONTH],
  )
  return JSON.stringify(found.rows)
}

/** As if everything had been paid and answered. */
async function close(): Promise<void> {
  await asOwner(`UPDATE run SET state = 'closed' WHERE number = '${run.number}'`)
}

/** As somebody could who owns the server and switches its fences off. */
async function asOwner(statement: string): Promise<void> {
  const owner = new pg.Client({ connectionString: database.ownerUrl })
  await owner.connect()
  await owner.query("SET session_replication_role = 'replica'")
  await owner.query(statement).finally(() => owner.end())
}

test('a month that is not closed stays; whoever is no administrator moves none', async () => {
  await expect(archiveMonth(maker, SAMPLE_MONTH, file)).rejects.toThrow('不能做这一步')
  expect(await codeOf(archiveMonth(admin, SAMPLE_MONTH, file))).toBe('archive.not-closed')
  expect(await codeOf(archiveMonth(admin, '2020-01', file))).toBe('archive.nothing')
  expect(await codeOf(archiveMonth(admin, '2020-13', file))).toBe('archive.month-invalid')
})

test('a month whose lines are not what was sealed stays', async () => {
  await close()
  const change = (sign: string) => asOwner(`UPDATE line SET amount_fen = amount_fen ${sign} 1`)
  await change('+')
  expect(await codeOf(archiveMonth(admin, SAMPLE_MONTH, file))).toBe('archive.seal-differs')
  await change('-')
  const taken = join(folder, 'taken.gz')
  writeFileSync(taken, '示例')
  expect(await codeOf(archiveMonth(admin, SAMPLE_MONTH, taken))).toBe('archive.file-exists')
  expect(await stored()).toBe(rows)
})

test('archived, it is in the file alone, and what needs it says so and pays nothing twice', async () => {
  const archived = await archiveMonth(admin, SAMPLE_MONTH, file)
  expect(archived).toMatchObject({ month: SAMPLE_MONTH, sealed: 1 })
  expect(archived.lines).toBeGreaterThan(5)
  expect(JSON.parse(await stored())).toEqual([{ lines: null, listed: null }])
  await expect(archiveMonth(admin, SAMPLE_MONTH, join(folder, 'again.gz'))).rejects.toThrow('没有可以归档的明细')
  const next = (await openRun(maker, { county: SAMPLE, month: NEXT, kind: 'regular' })).run
  await calculateRun(maker, next.number) // nothing became known, so nobody looks back
  const { rows: differences } = await database.pool.query("SELECT count(*)::int AS n FROM line WHERE type <> 'normal'")
  expect(differences[0].n).toBe(0)
  await importRows(maker, 'incomes', [
    { 家庭编号: '示例-002', 收入类别: '经营', 月收入: '12.00', 起始月份: SAMPLE_MONTH },
  ])
  await expect(calculateRun(maker, next.number)).rejects.toThrow(`${SAMPLE_MONTH} 的明细,而该月明细已归档`)
  await expect(openRun(maker, { county: SAMPLE, month: SAMPLE_MONTH, kind: 'supplementary' })).rejects.toThrow('已归档')
  for (const step of [verifyRun, reportRun, reconcileRun])
    expect(await codeOf(step(maker, run.number))).toBe('month.archived')
})

test('only the very bytes come back', async () => {
  const altered = join(folder, 'altered.gz')
  const bytes = readFileSync(file)
  bytes[bytes.length >> 1]! ^= 1
  writeFileSync(altered, bytes)
  expect(await codeOf(unarchiveMonth(admin, altered))).toBe('archive.file-differs')
  expect(await codeOf(unarchiveMonth(admin, join(folder, 'none.gz')))).toBe('archive.no-file')
})

test('back again it is as it was: rows, seal, fences and chain; and the next month goes on', async () => {
  const restored = await unarchiveMonth(admin, file)
  expect(restored).toMatchObject({ month: SAMPLE_MONTH, sealed: 1 })
  expect(await stored()).toBe(rows)
  const client = await database.pool.connect()
  const { rows: events } = await client.query("SELECT seal FROM run_event WHERE action = 'approve'")
  expect(await sealOf(client, run, 1)).toBe(events[0].seal)
  client.release()
  await expect(database.pool.query('DELETE FROM line')).rejects.toMatchObject({ code: '42501' })
  const { rows: off } = await database.pool.query("SELECT count(*)::int AS n FROM pg_trigger WHERE tgenabled = 'D'")
  expect(off[0].n).toBe(0)
  expect(await firstBrokenAudit(database.sql, NO_COUNTY)).toBe(null)
  await expect(unarchiveMonth(admin, file)).rejects.toThrow('不是任何一个已归档月份')
  const next = await findRun(database.sql, `${SAMPLE}-${NEXT.replace('-', '')}-R1`)
  await calculateRun(maker, next.number)
  const { rows: differences } = await database.pool.query(
    "SELECT DISTINCT benefit_month AS month FROM line WHERE type <> 'normal'",
  )
  expect(differences.every(({ month }) => month === SAMPLE_MONTH)).toBe(true)
})
