import { randomUUID } from 'node:crypto'
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import pg from 'pg'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { takeBackup } from '../../../src/admin/backup/backup.ts'
import { lastBackup } from '../../../src/admin/backup/backup-age.store.ts'
import { forgottenAfterRestore, restoreBackup } from '../../../src/admin/backup/backup-restore.ts'
import { calculateRun } from '../../../src/app/calculate/calculate-run.ts'
import { exportRun } from '../../../src/app/export/export-run.ts'
import { acceptForgotten } from '../../../src/app/export/outbox.ts'
import { approveRun, submitRun } from '../../../src/app/run/runs.ts'
import { firstBrokenAudit, NO_COUNTY } from '../../../src/db/audit.store.ts'
import { connectTo, type Database } from '../../../src/db/connect.ts'
import { Refused } from '../../../src/kernel/refusal.ts'
import { testDatabase } from '../../support/database.ts'
import { type TestContext, testContext } from '../../support/registry.ts'
import { openSampleMonth, rowCounts, SAMPLE } from '../../support/sample-county.ts'

const folder = mkdtempSync(join(tmpdir(), 'huimin-backup-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

let maker: TestContext
let run: string
/** Taken once the month was approved and before it was exported. */
let approved: string
const opened: Database[] = []
afterAll(async () => {
  for (const database of opened) await database.close()
})

beforeAll(async () => {
  maker = await testContext(await testDatabase())
  run = (await openSampleMonth(maker, 24)).number
  await calculateRun(maker, run)
  await submitRun(maker, run)
  await approveRun(maker.as('复核甲'), run)
  approved = join(folder, '复核后.backup')
  await takeBackup(maker, approved)
})

/** An empty database of its own on the test server. */
async function emptyDatabase(): Promise<string> {
  const server = inject('testServer')
  const name = `restore_${randomUUID().replaceAll('-', '')}`
  const admin = new pg.Client({ connectionString: server.replace('%', 'postgres') })
  await admin.connect()
  await admin.query(`CREATE DATABASE ${name}`)
  await admin.end()
  return server.replace('%', name)
}

/** The context after the restore: the restored database with the same home, keys and ledger. */
async function restored(file: string): Promise<TestContext> {
  const url = await emptyDatabase()
  const target = connectTo(url, false)
  await restoreBackup({ ...maker, database: target }, file, url)
  const database = connectTo(url, false)
  opened.push(database)
  const on = (actor: string): TestContext => ({ ...maker.as(actor), database, as: on })
  return on(maker.actor)
}

async function codeOf(work: Promise<unknown>): Promise<string> {
  const error = await work.then(
    () => null,
    (failure: unknown) => failure,
  )
  if (!(error instanceof Refused)) throw new Error(`not refused: ${error}`)
  return error.problems[0]!.code
}

/** Everything in every table, but for what backup and restore write about themselves. */
async function contents({ database }: TestContext): Promise<Record<string, string[]>> {
  const found: Record<string, string[]> = {}
  for (const table of Object.keys(await rowCounts({ database } as TestContext))) {
    if (table.startsWith('kysely')) continue
    const { rows } = await database.pool.query(`SELECT t::text AS row FROM "${table}" t`)
    found[table] = rows
      .map(({ row }) => row as string)
      .filter((row) => !/,db\.(backup|restore),/.test(row))
      .sort()
  }
  return found
}

test('what was backed up comes back row for row, sequences and triggers with it', async () => {
  const before = await contents(maker)
  expect(Object.values(before).flat().length).toBeGreaterThan(300)
  const after = await restored(approved)
  expect(await contents(after)).toEqual(before)
  expect(await firstBrokenAudit(after.database.sql, NO_COUNTY)).toBe(null)
  expect(await firstBrokenAudit(after.database.sql, SAMPLE)).toBe(null)
  const owner = new pg.Client({ connectionString: after.database.ownerUrl })
  await owner.connect()
  await expect(owner.query('UPDATE line SET amount_fen = 1')).rejects.toThrow('append-only')
  const { rows } = await owner.query("SELECT count(*)::int AS off FROM pg_trigger WHERE tgenabled = 'D'")
  expect(rows[0].off).toBe(0)
  await owner.end()
  const { rows: next } = await after.database.pool.query(
    `INSERT INTO run (county, number, month, kind, sequence, maker, opened_at)
     VALUES ($1, '示例', '2031-01', 'regular', 1, '经办甲', now()) RETURNING run_id > (SELECT max(run_id) FROM run) AS fresh`,
    [SAMPLE],
  )
  expect(next[0].fresh).toBe(true)
})

test("yesterday's backup restored after the export: exporting again is refused, and goes on once it is said what became of the file", async () => {
  const out = join(folder, 'out')
  const { files } = await exportRun(maker, run, { out })
  expect(files.length).toBeGreaterThan(1)
  const after = await restored(approved)
  expect((await forgottenAfterRestore(after)).map(({ sent }) => sent.batch).sort()).toEqual(
    files.map(({ batch }) => batch.batchNo).sort(),
  )
  for (const to of [out, join(folder, 'elsewhere')]) {
    expect(await codeOf(exportRun(after, run, { out: to }))).toBe('export.forgotten-file')
  }
  const admin = after.as('管理员甲')
  for (const { batch } of files)
    await acceptForgotten(admin, { batch: batch.batchNo, as: 'sent', why: '示例:银行已收' })
  const again = await exportRun(after, run, { out: join(folder, 'elsewhere') })
  expect(again.files.map(({ batch }) => [batch.batchNo, batch.sha256])).toEqual(
    files.map(({ batch }) => [batch.batchNo, batch.sha256]),
  )
  expect(await forgottenAfterRestore(after)).toEqual([])
})

test('the backup holds no key and no personal number in clear, is for its owner alone, and is noted', async () => {
  const text = gunzipSync(readFileSync(approved)).toString('utf8')
  const keys = JSON.parse(readFileSync(join(maker.home, 'keys.json'), 'utf8'))
  for (const secret of [...Object.values<string>(keys.seal), keys.hash.key]) expect(text).not.toContain(secret)
  expect(text).toContain('示例户主')
  const ids = [...text.matchAll(/(?<![0-9a-f])\d{17}[\dX](?![0-9a-f])/g)].map(([number]) => number)
  expect(ids).toEqual([])
  expect(statSync(approved).mode & 0o777).toBe(0o600)
  expect(await lastBackup(maker.database.sql, '2026-07-09')).toEqual({ on: '2026-07-05', ageDays: 4 })
})

test('an existing file is not overwritten, and an auditor takes no backup', async () => {
  const bytes = readFileSync(approved)
  expect(await codeOf(takeBackup(maker, approved))).toBe('backup.file-exists')
  expect(readFileSync(approved).equals(bytes)).toBe(true)
  expect(await codeOf(takeBackup(maker.as('审计甲'), join(folder, '审计.backup')))).toBe('user.role-not-allowed')
  expect(existsSync(join(folder, '审计.backup'))).toBe(false)
})

test('other keys, a database that is not empty, a newer schema and a missing file are refused', async () => {
  const other = await testContext(await testDatabase())
  expect(
    await codeOf(restoreBackup({ ...other, database: connectTo(await emptyDatabase(), false) }, approved, 'unused')),
  ).toBe('restore.keys-differ')
  const full = maker.database.ownerUrl
  const on = () => ({ ...maker, database: connectTo(full, false) })
  expect(await codeOf(restoreBackup(on(), approved, full))).toBe('restore.not-empty')
  expect(await codeOf(restoreBackup(on(), join(folder, '没有'), full))).toBe('restore.no-file')
  expect(await codeOf(restoreBackup(on(), join(maker.home, 'keys.json'), full))).toBe('restore.damaged')
  const newer = altered((text) => text.replace('"001-tenants-and-users"', '"001-tenants-and-users","999-示例"'))
  expect(await codeOf(restored(newer))).toBe('restore.schema-newer')
})

let copies = 0
function altered(change: (text: string) => string): string {
  const path = join(folder, `改-${++copies}.backup`)
  const text = gunzipSync(readFileSync(approved)).toString('utf8')
  const changed = change(text)
  expect(changed).not.toBe(text)
  writeFileSync(path, gzipSync(changed))
  return path
}

function withRow(text: string, table: string, change: (row: string) => string[]): string {
  const lines = text.split('\n')
  const at = lines.findIndex((line) => line.startsWith(`COPY public.${table} `)) + 1
  return lines.toSpliced(at, 1, ...change(lines[at]!)).join('\n')
}

test.each([
  ['a row removed', (text: string) => withRow(text, 'line', () => [])],
  ['a row twice', (text: string) => withRow(text, 'exception', (row) => [row, row])],
  ['a name altered', (text: string) => text.replace('示例户主1', '示例户主9')],
  ['a table left out', (text: string) => text.replace(/COPY public\.batch [^\n]*\n\\\.\n/, '')],
  ['another table', (text: string) => text.replace('COPY public.county (', 'COPY public.kysely_migration (')],
  ['the end cut off', (text: string) => text.slice(0, text.lastIndexOf('-- '))],
  ['cut in the middle of a row', (text: string) => text.slice(0, Math.trunc(text.length / 2))],
])('%s: nothing is restored', async (_, change) => {
  const url = await emptyDatabase()
  const file = altered(change)
  const work = restoreBackup({ ...maker, database: connectTo(url, false) }, file, url)
  await expect(work).rejects.toThrow()
  const database = connectTo(url, false)
  opened.push(database)
  const counts = await rowCounts({ database } as TestContext)
  const rows = Object.entries(counts).filter(([table]) => !table.startsWith('kysely'))
  expect(rows.reduce((sum, [, count]) => sum + count, 0)).toBe(0)
})

test('another file is no backup', async () => {
  const path = join(folder, `坏-${++copies}.backup`)
  writeFileSync(path, gzipSync('-- 另一种备份\n{}\n'))
  expect(await codeOf(restored(path))).toBe('restore.not-a-backup')
})

test('bytes cut off or changed anywhere in the file are noticed', async () => {
  const whole = readFileSync(approved)
  for (const share of [0, 0.01, 0.3, 0.7, 0.999]) {
    const path = join(folder, `坏-${++copies}.backup`)
    writeFileSync(path, whole.subarray(0, Math.trunc(whole.length * share)))
    expect(['restore.not-a-backup', 'restore.damaged']).toContain(await codeOf(restored(path)))
    const bytes = Buffer.from(whole)
    bytes[Math.max(12, Math.trunc(bytes.length * share) - 1)]! ^= 0x10
    writeFileSync(path, bytes)
    await expect(restored(path)).rejects.toThrow()
  }
})

test('a damaged file makes nothing in the empty database, which then takes the good one', async () => {
  const url = await emptyDatabase()
  const path = join(folder, `坏-${++copies}.backup`)
  writeFileSync(path, readFileSync(approved).subarray(0, -8))
  const restore = (file: string) => restoreBackup({ ...maker, database: connectTo(url, false) }, file, url)
  expect(await codeOf(restore(path))).toBe('restore.damaged')
  expect((await restore(approved)).rows).toBeGreaterThan(300)
})

test.each([
  ['a zero byte and more', Buffer.concat([Buffer.alloc(1), Buffer.alloc(300_000, 'A')])],
  ['another compressed text', gzipSync('-- \n')],
  ['other bytes', Buffer.from('示例')],
])('%s after the end is noticed', async (_, more) => {
  const path = join(folder, `长-${++copies}.backup`)
  writeFileSync(path, Buffer.concat([readFileSync(approved), more]))
  expect(await codeOf(restored(path))).toBe('restore.damaged')
})

test.each([
  ['a number that was given out', (text: string) => text.replace(/("person_no_seq":)"\d+"/, '$1"1"')],
  ['none', (text: string) => text.replace(/"person_no_seq":"\d+",?/, '').replace(',}}', '}}')],
])('a sequence that the list sets back to %s is noticed', async (_, change) => {
  expect(await codeOf(restored(altered(change)))).toBe('restore.damaged')
})

test('an ID number in the name of a backup is not told in the audit chain, by backup or by restore', async () => {
  const file = join(folder, '示例379901196104050178.backup')
  await takeBackup(maker, file)
  const { database } = await restored(file)
  const { rows: own } = await maker.database.pool.query("SELECT detail FROM audit WHERE action = 'db.backup'")
  const { rows } = await database.pool.query("SELECT detail FROM audit WHERE action = 'db.restore'")
  const told = [...own, ...rows].map(({ detail }) => detail as string).filter((detail) => detail.startsWith('示例'))
  expect(told.map((detail) => detail.split(' ')[0])).toEqual(Array(2).fill('示例3799__________0178.backup'))
})
