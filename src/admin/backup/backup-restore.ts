import { existsSync } from 'node:fs'
import { basename, join } from 'node:path'
import pg from 'pg'
import { type Context, requireRole } from '../../access/context.ts'
import { anyUsers } from '../../access/user.store.ts'
import { type LedgerBatch, ledgerState } from '../../app/export/outbox.ts'
import { appendAudit, NO_COUNTY } from '../../db/audit.store.ts'
import { acquireEmbeddedServer } from '../../db/embedded-server.ts'
import { migrate, schemaStatus } from '../../db/migrate.ts'
import { inTransactionOn } from '../../db/on-connection.ts'
import { withFileLock } from '../../files/file-lock.ts'
import { sha256Of } from '../../files/staged-file.store.ts'
import { fileNameWithoutNumbers } from '../../kernel/masked-text.ts'
import { Refused } from '../../kernel/refusal.ts'
import { keyCheck } from './backup.ts'
import { checkBackup } from './backup-check.ts'
import { type BackupHeader, readHeader, type TableSum } from './backup-format.ts'
import { loadBackup } from './backup-load.ts'
import { BackupReader } from './backup-reader.ts'
import { BACKUP_REFUSALS } from './refusals.ts'
import { analyseAll, makeDatabase, swapDatabases } from './swap-databases.store.ts'

export interface Restored {
  readonly takenAt: string
  readonly tables: number
  readonly rows: number
  /** The embedded database as it was before, under another name; null where there was no other. */
  readonly kept: string | null
}

const LIVE = 'huimin'
const MAKING = 'huimin_restoring'

/**
 * Puts a backup in the place of the embedded database of the home, or into the empty database that the address names.
 * It is loaded aside and checked first; what was there before is kept under another name. The context is closed by it.
 */
export async function restoreBackup(context: Context, path: string, address: string | undefined): Promise<Restored> {
  let open = true
  const close = async () => {
    if (open) await context.database.close()
    open = false
  }
  try {
    if (!existsSync(path)) throw new Refused(BACKUP_REFUSALS['restore.no-file'](path))
    const reader = new BackupReader(path)
    const header = readHeader(await reader.line(), await reader.line())
    if (header.keyCheck !== keyCheck(context)) throw new Refused(BACKUP_REFUSALS['restore.keys-differ']())
    if (address !== undefined) return await restoreInto(context, address, { path, reader, header })
    await requireAdminIfAny(context)
    await close()
    return await withFileLock(join(context.home, 'restore.lock'), () =>
      restoreEmbedded(context, { path, reader, header }),
    )
  } finally {
    await close()
  }
}

interface Source {
  readonly path: string
  readonly reader: BackupReader
  readonly header: BackupHeader
}

/** Whoever sets a new home up has no users yet; where there are some, an administrator restores. */
async function requireAdminIfAny(context: Context): Promise<void> {
  if (await anyUsers(context.database.sql)) await requireRole(context, 'admin')
}

async function restoreInto(context: Context, address: string, source: Source): Promise<Restored> {
  const { applied } = await schemaStatus(address)
  if (applied.length > 0) throw new Refused(BACKUP_REFUSALS['restore.not-empty']())
  const sums = await load(context, address, source)
  return restored(source, sums, null)
}

async function restoreEmbedded(context: Context, source: Source): Promise<Restored> {
  const server = await acquireEmbeddedServer(context.home)
  const admin = ownerOf(server.url('postgres'))
  try {
    await admin.connect()
    await makeDatabase(admin, MAKING)
    const sums = await load(context, server.url(MAKING), source)
    const kept = `${LIVE}_before_${context.now().replace(/\D/g, '')}`
    await swap(admin, kept)
    return restored(source, sums, kept)
  } finally {
    await admin.end()
    await server.release()
  }
}

async function swap(admin: pg.Client, kept: string): Promise<void> {
  try {
    await swapDatabases(admin, { live: LIVE, made: MAKING, kept })
  } catch (error) {
    throw (error as { code?: string }).code === '55006' ? new Refused(BACKUP_REFUSALS['restore.in-use']()) : error
  }
}

/** Schema as it was then, rows, the audit row, and the schema of today. */
async function load(context: Context, url: string, { path, reader, header }: Source): Promise<TableSum[]> {
  // first: the schema stays when the rows are refused, and a database that has one takes no other backup
  await checkBackup(path, (rows) => context.progress('核对备份', rows))
  await migrateTo(url, header.migrations)
  const owner = ownerOf(url)
  await owner.connect()
  try {
    const sums = await loadBackup(owner, reader, (rows) => context.progress('恢复', rows))
    const { sha256 } = await sha256Of(path)
    const detail = `${fileNameWithoutNumbers(basename(path))} taken ${header.takenAt} sha256 ${sha256}`
    const entry = { at: context.now(), actor: context.actor || '建立系统的人', action: 'db.restore', detail }
    await inTransactionOn(owner, (tx) => appendAudit(tx, NO_COUNTY, entry))
    await analyseAll(owner)
    await migrate(url)
    return sums
  } finally {
    await owner.end()
  }
}

/** A connection that breaks fails the query that runs on it, not the process. */
function ownerOf(url: string): pg.Client {
  const client = new pg.Client({ connectionString: url, keepAlive: true })
  client.on('error', () => {})
  return client
}

async function migrateTo(url: string, migrations: readonly string[]): Promise<void> {
  const { pending } = await schemaStatus(url)
  const unknown = migrations.filter((name) => !pending.includes(name))
  if (unknown.length > 0) throw new Refused(BACKUP_REFUSALS['restore.schema-newer'](unknown))
  await migrate(url, migrations)
}

function restored({ header }: Source, sums: readonly TableSum[], kept: string | null): Restored {
  const rows = sums.reduce((sum, table) => sum + table.rows, 0)
  return { takenAt: header.takenAt, tables: sums.length, rows, kept }
}

/** What went out after the backup was taken: every export is refused until somebody says what became of it. */
export async function forgottenAfterRestore(context: Context): Promise<LedgerBatch[]> {
  const { batches } = await ledgerState(context, context.database.sql)
  return batches.filter(({ state }) => state === 'forgotten')
}
