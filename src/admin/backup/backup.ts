import { existsSync } from 'node:fs'
import { basename, dirname } from 'node:path'
import { type Context, requireRole } from '../../access/context.ts'
import { requireAllCounties } from '../../access/own-county.ts'
import { appendAudit, NO_COUNTY } from '../../db/audit.store.ts'
import { schemaStatus } from '../../db/migrate.ts'
import { readAtOneInstant } from '../../db/snapshot.ts'
import { inTransaction, type Tx } from '../../db/transaction.ts'
import { StagedFile } from '../../files/staged-file.store.ts'
import { fileNameWithoutNumbers } from '../../kernel/masked-text.ts'
import { Refused } from '../../kernel/refusal.ts'
import { footerText, headerText, type TableSum } from './backup-format.ts'
import { backupTables, rowsOfTable, sequenceValues } from './backup-tables.store.ts'
import { BACKUP_REFUSALS } from './refusals.ts'
import { ZippedFile } from './zipped-file.ts'

export interface Backup {
  readonly path: string
  readonly bytes: number
  readonly sha256: string
  readonly tables: number
  readonly rows: number
}

/** Equal exactly where the keys are; says nothing about them. */
export function keyCheck({ cipher }: Pick<Context, 'cipher'>): string {
  return cipher.hash('token', 'huimin backup key check').toString('hex')
}

/**
 * Writes the whole database, as it is at one instant, into one compressed file that nobody else may read: whole or not
 * at all, read back, never over another file. Personal numbers in it stay sealed; the keys are not in it.
 */
export async function takeBackup(context: Context, path: string): Promise<Backup> {
  await requireRole(context, 'admin', 'maker')
  requireAllCounties(context, '备份')
  if (existsSync(path)) throw new Refused(BACKUP_REFUSALS['backup.file-exists'](path))
  const { database } = context
  const { applied } = await schemaStatus(database.ownerUrl)
  const staged = await StagedFile.create(dirname(path), basename(path))
  try {
    const sums = await inTransaction(database.pool, async (tx) => {
      await readAtOneInstant(tx, { readOnly: true })
      return await writeSnapshot(context, tx, staged, applied)
    })
    const hashes = await staged.finish()
    await staged.publish(basename(path), hashes)
    const rows = sums.reduce((sum, table) => sum + table.rows, 0)
    const taken = { path, bytes: hashes.size, sha256: hashes.sha256, tables: sums.length, rows }
    await recordBackup(context, taken)
    return taken
  } finally {
    await staged.discard()
  }
}

async function writeSnapshot(
  context: Context,
  tx: Tx,
  staged: StagedFile,
  migrations: readonly string[],
): Promise<TableSum[]> {
  const file = new ZippedFile(staged, 3)
  await file.write(headerText({ takenAt: context.now(), migrations: [...migrations], keyCheck: keyCheck(context) }))
  const sums: TableSum[] = []
  let rows = 0
  for (const shape of await backupTables(tx.client)) {
    const sum = await file.writeRows(tx.client, shape, rowsOfTable(shape))
    sums.push(sum)
    rows += sum.rows
    context.progress('备份', rows)
  }
  await file.write(footerText({ tables: sums, sequences: await sequenceValues(tx.client) }))
  await file.end()
  return sums
}

async function recordBackup(context: Context, { path, sha256, rows }: Backup): Promise<void> {
  const detail = `${fileNameWithoutNumbers(basename(path))} ${rows} rows sha256 ${sha256}`
  const entry = { at: context.now(), actor: context.actor, action: 'db.backup', detail }
  await inTransaction(context.database.pool, (tx) => appendAudit(tx, NO_COUNTY, entry))
}
