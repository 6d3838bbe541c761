import { existsSync } from 'node:fs'
import { basename, dirname } from 'node:path'
import { createGzip } from 'node:zlib'
import type pg from 'pg'
import { copyOutBytes, literal } from '../db/copy.ts'
import { Refused } from '../kernel/refusal.ts'
import { StagedFile } from '../passbook/staged-file.store.ts'
import { copyLine, END_OF_ROWS, footerText, TableSummer } from './backup-format.ts'

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
    const zip = createGzip({ level: 6 })
    const written = (async () => {
      for await (const bytes of zip) await staged.write(bytes as Buffer)
    })()
    zip.on('error', () => {}) // told by whoever waits for it
    written.catch((error: Error) => zip.destroy(error)) // a full disk stops the reading as well
    const write = (bytes: string | Uint8Array) =>
      new Promise<void>((resolve, reject) => zip.write(bytes, (error) => (error ? reject(error) : resolve())))
    await write(`-- huimin month ${month}\n`)
    const tables = []
    for (const table of MONTH_TABLES) tables.push(await writeTable(owner, table, month, write))
    await write(footerText({ tables, sequences: {} }))
    zip.end()
    await written
    const hashes = await staged.finish()
    await staged.publish(basename(path), hashes)
    const [lines, exceptions] = tables.map(({ rows }) => rows) as [number, number]
    return { sums: { lines, exceptions }, sha256: hashes.sha256 }
  } finally {
    await staged.discard()
  }
}

async function writeTable(
  owner: pg.Client,
  table: string,
  month: string,
  write: (bytes: string | Uint8Array) => Promise<void>,
) {
  const { rows } = await owner.query(
    `SELECT array_agg(attname::text ORDER BY attnum) AS columns FROM pg_attribute
     WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped`,
    [table],
  )
  const columns: string[] = rows[0].columns
  const summer = new TableSummer()
  await write(copyLine({ table, columns }))
  const query = `SELECT ${columns.join(', ')} FROM ${table} WHERE run_month = ${literal(month)}`
  for await (const bytes of copyOutBytes(owner, query)) {
    summer.add(bytes as Buffer)
    await write(bytes as Buffer)
  }
  await write(END_OF_ROWS)
  return summer.sum(table)
}

function fileExists(path: string) {
  return {
    code: 'archive.file-exists',
    message: `文件 ${path} 已存在,没有改动它。`,
    remedy: '请另起文件名。',
  }
}
