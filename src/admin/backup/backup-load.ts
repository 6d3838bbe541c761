import type pg from 'pg'
import { inTransactionOn } from '../../db/on-connection.ts'
import type { Tx } from '../../db/transaction.ts'
import { Refused } from '../../kernel/refusal.ts'
import { readEnd } from './backup-check.ts'
import { type BackupFooter, readCopyLine, type TableShape, type TableSum, TableSummer } from './backup-format.ts'
import type { BackupReader } from './backup-reader.ts'
import { backupTables, sequencesBehind } from './backup-tables.store.ts'
import { emptyTables, loadRows, openMonthsFor, setSequences, setTriggers } from './load-tables.store.ts'
import { BACKUP_REFUSALS } from './refusals.ts'

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
  return await inTransactionOn(owner, async (tx) => {
    await setTriggers(owner, tables, 'DISABLE')
    await emptyTables(owner, tables)
    const { sums, footer } = await loadTables(tx, reader, tables, progress)
    if (sums.length !== tables.length) throw new Refused(BACKUP_REFUSALS['restore.damaged']('缺少数据表'))
    await setSequences(owner, footer.sequences)
    // no sum is over them, and a number given out twice would stop the work only later
    const behind = await sequencesBehind(owner)
    if (behind.length > 0)
      throw new Refused(BACKUP_REFUSALS['restore.damaged'](`编号 ${behind.join('、')} 小于已用的编号`))
    await setTriggers(owner, tables, 'ENABLE')
    return sums
  })
}

async function loadTables(
  tx: Tx,
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
      throw new Refused(BACKUP_REFUSALS['restore.damaged'](`数据表 ${shape.table} 与数据库结构不同`))
    }
    await openMonthsFor(tx.client, shape)
    const sum = await loadTable(tx, reader, shape)
    sums.push(sum)
    rows += sum.rows
    progress(rows)
  }
}

async function loadTable(tx: Tx, reader: BackupReader, shape: TableShape): Promise<TableSum> {
  const summer = new TableSummer()
  await loadRows(tx, shape, summed(reader.rows(), summer))
  return summer.sum(shape.table)
}

async function* summed(rows: AsyncIterable<Buffer>, summer: TableSummer): AsyncGenerator<Buffer> {
  for await (const bytes of rows) {
    summer.add(bytes)
    yield bytes
  }
}
