import { existsSync } from 'node:fs'
import { basename, dirname } from 'node:path'
import type pg from 'pg'
import { StagedFile } from '../../files/staged-file.store.ts'
import { Refused } from '../../kernel/refusal.ts'
import { footerText, type TableSum } from './backup-format.ts'
import { columnsOf, MONTH_TABLES, type MonthRows, type MonthTable, rowsOfMonth } from './month-archive.store.ts'
import { BACKUP_REFUSALS } from './refusals.ts'
import { ZippedFile } from './zipped-file.ts'

export interface MonthFile {
  readonly sums: MonthRows
  readonly sha256: string
}

/** Writes a month's rows as compressed text that psql can read too; whole, read back, never over another file. */
export async function writeMonthFile(owner: pg.ClientBase, month: string, path: string): Promise<MonthFile> {
  if (existsSync(path)) throw new Refused(BACKUP_REFUSALS['archive.file-exists'](path))
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

async function writeTable(owner: pg.ClientBase, table: MonthTable, month: string, file: ZippedFile): Promise<TableSum> {
  const columns = await columnsOf(owner, table)
  return await file.writeRows(owner, { table, columns }, rowsOfMonth(table, month, columns))
}
