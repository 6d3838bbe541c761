import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type pg from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import { readEnd } from './backup-check.ts'
import {
  type BackupFooter,
  damaged,
  readCopyLine,
  type TableShape,
  type TableSum,
  TableSummer,
} from './backup-format.ts'
import type { BackupReader } from './backup-reader.ts'
import { backupTables, sequencesBehind } from './backup-tables.ts'

/**
 * Loads every table of a backup into a database that has its schema and no rows, in one transaction: the sums are those
 * that were written, every reference holds, or nothing is loaded. Triggers that judge single steps rest meanwhile: what
 * is loaded went through them once.
 */
export async function loadBackup(
  owner: pg.Client,
  reader: BackupReader,
  progress: (rows: number) => void,
): Promise<TableSum[]> {
  const tables = await backupTables(owner)
  await owner.query('BEGIN')
  try {
    await eachTable(owner, tables, 'DISABLE')
    await owner.query(`TRUNCATE ${tables.map(({ table }) => `public."${table}"`).join(', ')}`)
    const { sums, footer } = await loadTables(owner, reader, tables, progress)
    if (sums.length !== tables.length) throw damaged('缺少数据表')
    await setSequences(owner, footer)
    // no sum is over them, and a number given out twice would stop the work only later
    const behind = await sequencesBehind(owner)
    if (behind.length > 0) throw damaged(`编号 ${behind.join('、')} 小于已用的编号`)
    await eachTable(owner, tables, 'ENABLE')
    await owner.query('COMMIT')
    return sums
  } catch (error) {
    await owner.query('ROLLBACK').catch(() => {}) // the first error is the one to tell
    throw error
  }
}

async function eachTable(owner: pg.Client, tables: readonly TableShape[], what: 'ENABLE' | 'DISABLE'): Promise<void> {
  for (const { table } of tables) await owner.query(`ALTER TABLE public."${table}" ${what} TRIGGER USER`)
}

async function loadTables(
  owner: pg.Client,
  reader: BackupReader,
  tables: readonly TableShape[],
  progress: (rows: number) => void,
): Promise<{ sums: TableSum[]; footer: BackupFooter }> {
  const sums: TableSum[] = []
  let rows = 0
  for (let line = await reader.line(); ; line = await reader.line()) {
    const shape = line === null ? null : readCopyLine(line)
    if (!shape) return { sums, footer: await readEnd(reader, line, sums) }
    const known = tables.find(({ table }) => table === shape.table)
    if (!known || [...known.columns].sort().join() !== [...shape.columns].sort().join()) {
      throw damaged(`数据表 ${shape.table} 与数据库结构不同`)
    }
    await openMonths(owner, shape)
    const sum = await loadTable(owner, reader, shape)
    sums.push(sum)
    rows += sum.rows
    progress(rows)
  }
}

/** Rows that stand by month need their months, which the runs loaded before them tell; what was archived stays away. */
async function openMonths(owner: pg.Client, { table }: TableShape): Promise<void> {
  const { rows } = await owner.query("SELECT relkind = 'p' AS apart FROM pg_class WHERE oid = to_regclass($1)", [table])
  if (!rows[0]?.apart) return
  await owner.query(`SELECT make_month(month) FROM (SELECT DISTINCT month FROM run) opened
    WHERE month NOT IN (SELECT archived_months(ARRAY(SELECT month::text FROM run)))`)
}

async function loadTable(owner: pg.Client, reader: BackupReader, { table, columns }: TableShape): Promise<TableSum> {
  const summer = new TableSummer()
  const names = columns.map((column) => `"${column}"`).join(', ')
  const into = owner.query(copyFrom(`COPY public."${table}" (${names}) FROM STDIN`))
  await pipeline(Readable.from(summed(reader.rows(), summer)), into)
  return summer.sum(table)
}

async function* summed(rows: AsyncIterable<Buffer>, summer: TableSummer): AsyncGenerator<Buffer> {
  for await (const bytes of rows) {
    summer.add(bytes)
    yield bytes
  }
}

async function setSequences(owner: pg.Client, { sequences }: BackupFooter): Promise<void> {
  for (const [name, value] of Object.entries(sequences)) {
    await owner.query("SELECT setval(format('public.%I', $1::text)::regclass, $2::bigint)", [name, value])
  }
}
