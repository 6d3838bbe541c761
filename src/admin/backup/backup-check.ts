import { Refused } from '../../kernel/refusal.ts'
import { type BackupFooter, readCopyLine, readFooter, readHeader, type TableSum, TableSummer } from './backup-format.ts'
import { BackupReader } from './backup-reader.ts'
import { BACKUP_REFUSALS } from './refusals.ts'

/** Reads a backup through once without a database: refused when a byte of it is missing or altered. */
export async function checkBackup(path: string, progress: (rows: number) => void): Promise<void> {
  const reader = new BackupReader(path)
  readHeader(await reader.line(), await reader.line())
  const sums: TableSum[] = []
  let rows = 0
  for (let line = await reader.line(); ; line = await reader.line()) {
    const shape = line === null ? null : readCopyLine(line)
    if (!shape) {
      await readEnd(reader, line, sums)
      return
    }
    const summer = new TableSummer()
    for await (const bytes of reader.rows()) summer.add(bytes)
    const sum = summer.sum(shape.table)
    sums.push(sum)
    rows += sum.rows
    progress(rows)
  }
}

/** The line that ends a backup; refused when what was read before is not what it lists. */
export async function readEnd(
  reader: BackupReader,
  line: string | null,
  sums: readonly TableSum[],
): Promise<BackupFooter> {
  const footer = readFooter(line)
  if (JSON.stringify(sums) !== JSON.stringify(footer.tables))
    throw new Refused(BACKUP_REFUSALS['restore.damaged']('行数或校验值与清单不同'))
  await reader.end()
  return footer
}
