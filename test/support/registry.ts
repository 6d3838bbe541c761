import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'
import type { Context } from '../../src/access/context.ts'
import { addUser } from '../../src/admin/users.ts'
import { type ImportResult, importFile } from '../../src/app/import/import-file.ts'
import type { ImportOptions } from '../../src/app/import/import-options.ts'
import { Cipher } from '../../src/db/cipher.ts'
import type { Database } from '../../src/db/connect.ts'
import { loadKeyring } from '../../src/db/keys.ts'
import { idCheckCharacter } from '../../src/kernel/identifiers.ts'

/** A context whose clock a test may set. */
export interface TestContext extends Context {
  /** Sets the instant that `now()` gives from here on. */
  setNow(instant: string): void
  /** The same database, keys, home and clock, with another user acting. */
  as(actor: string): TestContext
}

const folder = mkdtempSync(join(tmpdir(), 'huimin-rows-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
let files = 0

/** A context on a test's database with 管理员甲, 经办甲, 经办乙, 复核甲, 复核乙, 审计甲; its own home and keys; a fixed clock. */
export async function testContext(database: Database, actor = '经办甲'): Promise<TestContext> {
  const home = mkdtempSync(join(folder, 'home-'))
  const context = contextOn(database, home, new Cipher(loadKeyring(home)), { now: '2026-07-01T01:00:00.000Z' }, actor)
  await addUser(context.as(''), '管理员甲', 'admin')
  const admin = context.as('管理员甲')
  for (const name of ['经办甲', '经办乙']) await addUser(admin, name, 'maker')
  for (const name of ['复核甲', '复核乙']) await addUser(admin, name, 'checker')
  await addUser(admin, '审计甲', 'auditor')
  return context
}

function contextOn(
  database: Database,
  home: string,
  cipher: Cipher,
  clock: { now: string },
  actor: string,
): TestContext {
  return {
    home,
    database,
    cipher,
    actor,
    now: () => clock.now,
    progress: () => {},
    setNow: (instant) => {
      clock.now = instant
    },
    as: (other) => contextOn(database, home, cipher, clock, other),
  }
}

/**
 * Imports rows of one kind as an operator's file would: column names as in the contract, an absent key is an empty cell.
 * Rows that are all equal to an earlier call's are the same bytes again.
 */
export async function importRows(
  context: Context,
  kind: string,
  rows: readonly Readonly<Record<string, string>>[],
  options: ImportOptions = {},
): Promise<ImportResult> {
  const path = rowsFile(kind, rows)
  return await importFile(context, kind, path, options)
}

/** Writes rows as a UTF-8 CSV file of its own and returns its path. */
export function rowsFile(kind: string, rows: readonly Readonly<Record<string, string>>[]): string {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))]
  const lines = [columns, ...rows.map((row) => columns.map((column) => row[column] ?? ''))]
  const path = join(folder, `${kind}-${++files}.csv`)
  writeFileSync(path, lines.map((line) => `${line.map(csvCell).join(',')}\n`).join(''))
  return path
}

function csvCell(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

/** A made-up ID number with a right check digit: `madeUpId(7, '1990-05-01')`; `serial` 0…999. */
export function madeUpId(serial: number, birth = '1980-01-01', place = '371302'): string {
  const body = `${place}${birth.replaceAll('-', '')}${String(serial).padStart(3, '0')}`
  return body + idCheckCharacter(body)
}
