import { basename } from 'node:path'
import { type Context, requireRole } from '../../access/context.ts'
import { appendAudit, NO_COUNTY } from '../../db/audit.store.ts'
import type { Tx } from '../../db/transaction.ts'
import { sha256Of } from '../../files/staged-file.store.ts'
import { isMonth } from '../../kernel/month.ts'
import { Refused } from '../../kernel/refusal.ts'
import { listRuns, runEvents } from '../../run/run.store.ts'
import { sealOf } from '../../run/seal.store.ts'
import { readCopyLine } from './backup-format.ts'
import { BackupReader } from './backup-reader.ts'
import {
  archivedAs,
  dropMonth,
  insertArchiveEvent,
  loadMonthRows,
  MONTH_TABLES,
  makeMonth,
  monthRows,
  monthStands,
} from './month-archive.store.ts'
import { writeMonthFile } from './month-archive-file.ts'
import { inOwnTransaction } from './month-archive-owner.ts'
import { BACKUP_REFUSALS } from './refusals.ts'

export interface ArchivedMonth {
  readonly month: string
  readonly path: string
  readonly lines: number
  readonly exceptions: number
  readonly sha256: string
  /** Approved runs of the month whose lines agreed with their seals. */
  readonly sealed: number
}

/**
 * Takes a month's lines and listings out into a file, once every run of it is closed or void and its lines are what was
 * sealed; the file is on disk and read back before anything goes. Runs, payments, returns and the chain stay.
 */
export async function archiveMonth(context: Context, month: string, path: string): Promise<ArchivedMonth> {
  await requireRole(context, 'admin')
  if (!isMonth(month)) throw new Refused(BACKUP_REFUSALS['archive.month-invalid'](month))
  return await inOwnTransaction(context.database.ownerUrl, month, async (tx) => {
    await refuseUnfinished(tx, month)
    const sealed = await checkSeals(tx, month)
    const { sums, sha256 } = await writeMonthFile(tx.client, month, path)
    await dropMonth(tx, month)
    const archived = { month, path, ...sums, sha256, sealed }
    await record(context, tx, 'archived', archived)
    return archived
  })
}

/** Brings an archived month back from its file: the very bytes that were written, and lines that agree with their seals. */
export async function unarchiveMonth(context: Context, path: string): Promise<ArchivedMonth> {
  await requireRole(context, 'admin')
  const { sha256 } = await sha256Of(path).catch(() => {
    throw new Refused(BACKUP_REFUSALS['archive.no-file'](path))
  })
  const known = await archivedAs(context.database.pool, sha256)
  if (!known) throw new Refused(BACKUP_REFUSALS['archive.file-differs'](path))
  const { month } = known
  return await inOwnTransaction(context.database.ownerUrl, month, async (tx) => {
    await makeMonth(tx, month)
    await load(tx, month, path)
    const sealed = await checkSeals(tx, month)
    const { lines, exceptions } = await monthRows(tx.client, month)
    if (lines !== known.lines || exceptions !== known.exceptions)
      throw new Refused(BACKUP_REFUSALS['restore.damaged']('行数与归档时不同'))
    const restored = { month, path, lines, exceptions, sha256, sealed }
    await record(context, tx, 'restored', restored)
    return restored
  })
}

async function refuseUnfinished(tx: Tx, month: string): Promise<void> {
  const { here, unfinished } = await monthStands(tx.client, month)
  if (!here) throw new Refused(BACKUP_REFUSALS['archive.nothing'](month))
  if (unfinished.length > 0) throw new Refused(BACKUP_REFUSALS['archive.not-closed'](month, unfinished))
}

/** Every run of the month that was approved has the lines that were sealed then. */
async function checkSeals(tx: Tx, month: string): Promise<number> {
  const closed = (await listRuns(tx.sql)).filter((run) => run.month === month && run.state === 'closed')
  for (const run of closed) {
    const approved = (await runEvents(tx.sql, run)).findLast(({ action }) => action === 'approve')
    if (!approved?.seal || (await sealOf(tx.client, run, approved.attempt!)) !== approved.seal)
      throw new Refused(BACKUP_REFUSALS['archive.seal-differs'](run.number))
  }
  return closed.length
}

async function load(tx: Tx, month: string, path: string): Promise<void> {
  const reader = new BackupReader(path)
  await reader.line() // says what the file is; that it is the right one, its hash said
  for (const table of MONTH_TABLES) {
    const shape = readCopyLine((await reader.line()) ?? '')
    if (shape?.table !== table) throw new Refused(BACKUP_REFUSALS['restore.damaged']('说明行读不懂'))
    await loadMonthRows(tx, { table, month, columns: shape.columns }, reader.rows())
  }
}

async function record(
  context: Context,
  tx: Tx,
  what: 'archived' | 'restored',
  { month, path, lines, exceptions, sha256 }: ArchivedMonth,
): Promise<void> {
  const { actor } = context
  const at = context.now()
  await insertArchiveEvent(tx, month, { what, lines, exceptions, sha256, actor, at })
  const action = what === 'archived' ? 'db.archive' : 'db.unarchive'
  const detail = `${month} ${basename(path)} ${lines} lines ${exceptions} exceptions sha256 ${sha256}`
  await appendAudit(tx, NO_COUNTY, { at, actor, action, detail })
}
