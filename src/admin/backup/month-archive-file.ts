import { existsSync } from 'node:fs'
import { basename, dirname } from 'node:path'
import type pg from 'pg'
import { literal } from '../../db/copy.ts'
import { StagedFile } from '../../files/staged-file.store.ts'
import { Refused } from '../../kernel/refusal.ts'
import { footerText, type TableSum } from './backup-format.ts'
import { ZippedFile } from './zipped-file.ts'

/** What stands by month, in the order of the file. */
export const MONTH_TABLES = ['line', 'exception'] as const

export interface MonthFile {
  readonly sums: { readonly lines: number; readonly exceptions: number }
  readonly sha256: string
}

/** Writes a month's rows as compressed text that psql can read too; whole, read back, never over another file. */
export async function writeMonthFile(owner: pg.Client, month: string, path: string): Promise<MonthFile> {
  if (existsSync(path)) throw new Refused(fileExists(path))
  const staged = await StagedFile.create(dirname(path), basename(path))
  try {
    const file = new ZippedFile(staged, 6)
    await file.write(`-- huimin month ${month}\n`)
    const tables = []
    for (const table of MONTH_TABLES) tables.push(await writeTable(owner, table, month, file))
    await file.write(footerText({ tables, sequences: {} }))
    await file.end()
    const hashes = await staged.finish()
    await staged.publish(basename(path), hashes)
    const [lines, exceptions] = tables.map(({ rows }) => rows) as [number, number]
    return { sums: { lines, exceptions }, sha256: hashes.sha256 }
  } finally {
    await staged.discard()
  }
}

async function writeTable(owner: pg.Client, table: string, month: string, file: ZippedFile): Promise<TableSum> {
  const { rows } = await owner.query(
    `SELECT array_agg(attname::text ORDER BY attnum) AS columns FROM pg_attribute
     WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped`,
    [table],
  )
  const columns: string[] = rows[0].columns
  const query = `SELECT ${columns.join(', ')} FROM ${table} WHERE run_month = ${literal(month)}`
  return await file.writeRows(owner, { table, columns }, query)
}

function fileExists(path: string) {
  return {
    code: 'archive.file-exists',
    message: `文件 ${path} 已存在,没有改动它。`,
    remedy: '请另起文件名。',
  }
}
