import { basename, dirname } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type pg from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import { type Context, requireRole } from '../../access/context.ts'
import { appendAudit, NO_COUNTY } from '../../db/audit.store.ts'
import { linesOfMonth } from '../../db/months.store.ts'
import { queriesOn } from '../../db/transaction.ts'
import { sha256Of } from '../../files/staged-file.store.ts'
import { isMonth } from '../../kernel/month.ts'
import { Refused } from '../../kernel/refusal.ts'
import { listRuns, runEvents } from '../../run/run.store.ts'
import { sealOf } from '../../run/seal.store.ts'
import { damaged, readCopyLine } from './backup-format.ts'
import { BackupReader } from './backup-reader.ts'
import { MONTH_TABLES, writeMonthFile } from './month-archive-file.ts'
import { inOwnTransaction } from './month-archive-owner.ts'

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
  if (!isMonth(month)) throw new Refused(noMonth(month))
  return await inOwnTransaction(context.database.ownerUrl, month, async (owner) => {
    await refuseUnfinished(owner, month)
    const sealed = await checkSeals(owner, month)
    const { sums, sha256 } = await writeMonthFile(owner, month, path)
    for (const [table, part] of parts(month)) {
      await owner.query(`ALTER TABLE ${table} DETACH PARTITION ${part}; DROP TABLE ${part}`)
    }
    const archived = { month, path, ...sums, sha256, sealed }
    await record(context, owner, 'archived', archived)
    return archived
  })
}

/** Brings an archived month back from its file: the very bytes that were written, and lines that agree with their seals. */
export async function unarchiveMonth(context: Context, path: string): Promise<ArchivedMonth> {
  await requireRole(context, 'admin')
  const { sha256 } = await sha256Of(path).catch(() => {
    throw new Refused(noFile(path))
  })
  const { rows } = await context.database.pool.query(
    `SELECT DISTINCT ON (run_month) run_month, lines, exceptions, sha256, what FROM month_archive
     ORDER BY run_month, event_no DESC`,
  )
  const known = rows.find((row) => row.what === 'archived' && row.sha256 === sha256)
  if (!known) throw new Refused(otherFile(path))
  const month: string = known.run_month
  return await inOwnTransaction(context.database.ownerUrl, month, async (owner) => {
    await owner.query('SELECT make_month($1)', [month])
    await load(owner, month, path)
    const sealed = await checkSeals(owner, month)
    const { lines, exceptions } = await counts(owner, month)
    if (lines !== Number(known.lines) || exceptions !== Number(known.exceptions)) throw damaged('行数与归档时不同')
    const restored = { month, path, lines, exceptions, sha256, sealed }
    await record(context, owner, 'restored', restored)
    return restored
  })
}

function parts(month: string): [string, string][] {
  return [
    ['line', linesOfMonth(month)],
    ['exception', linesOfMonth(month).replace('line', 'exception')],
  ]
}

async function refuseUnfinished(owner: pg.Client, month: string): Promise<void> {
  const { rows } = await owner.query(
    `SELECT to_regclass($2) IS NOT NULL AS here,
       (SELECT array_agg(number ORDER BY number) FROM run WHERE month = $1 AND state NOT IN ('closed', 'void')) AS unfinished`,
    [month, linesOfMonth(month)],
  )
  const [{ here, unfinished }] = rows as [{ here: boolean; unfinished: string[] | null }]
  if (!here) throw new Refused(nothingThere(month))
  if (unfinished) throw new Refused(notClosed(month, unfinished))
}

/** Every run of the month that was approved has the lines that were sealed then. */
async function checkSeals(owner: pg.Client, month: string): Promise<number> {
  const sql = queriesOn(owner)
  const closed = (await listRuns(sql)).filter((run) => run.month === month && run.state === 'closed')
  for (const run of closed) {
    const approved = (await runEvents(sql, run)).findLast(({ action }) => action === 'approve')
    if (!approved?.seal || (await sealOf(owner, run, approved.attempt!)) !== approved.seal)
      throw new Refused(sealDiffers(run.number))
  }
  return closed.length
}

async function load(owner: pg.Client, month: string, path: string): Promise<void> {
  const reader = new BackupReader(path)
  await reader.line() // says what the file is; that it is the right one, its hash said
  for (const table of MONTH_TABLES) {
    const part = parts(month).find(([whole]) => whole === table)![1]
    const shape = readCopyLine((await reader.line()) ?? '')
    if (shape?.table !== table) throw damaged('说明行读不懂')
    await owner.query(`ALTER TABLE ${part} DISABLE TRIGGER USER`)
    const into = owner.query(copyFrom(`COPY ${part} (${shape.columns.join(', ')}) FROM STDIN`))
    await pipeline(Readable.from(reader.rows()), into)
    await owner.query(`ALTER TABLE ${part} ENABLE TRIGGER USER`)
  }
}

async function counts(owner: pg.Client, month: string): Promise<{ lines: number; exceptions: number }> {
  const { rows } = await owner.query(
    `SELECT (SELECT count(*) FROM line WHERE run_month = $1)::int AS lines,
       (SELECT count(*) FROM exception WHERE run_month = $1)::int AS exceptions`,
    [month],
  )
  return rows[0]
}

async function record(
  context: Context,
  owner: pg.Client,
  what: 'archived' | 'restored',
  { month, path, lines, exceptions, sha256 }: ArchivedMonth,
): Promise<void> {
  const { actor } = context
  const at = context.now()
  await owner.query(
    `INSERT INTO month_archive (run_month, event_no, what, lines, exceptions, sha256, actor, at)
     SELECT $1::text, coalesce(max(event_no), 0) + 1, $2, $3, $4, $5, $6, $7 FROM month_archive WHERE run_month = $1::text`,
    [month, what, lines, exceptions, sha256, actor, at],
  )
  const action = what === 'archived' ? 'db.archive' : 'db.unarchive'
  const detail = `${month} ${basename(path)} ${lines} lines ${exceptions} exceptions sha256 ${sha256}`
  await appendAudit({ sql: queriesOn(owner), client: owner }, NO_COUNTY, { at, actor, action, detail })
}

function noMonth(month: string) {
  return { code: 'archive.month-invalid', message: `月份「${month}」不对。`, remedy: '请写成 2016-07 这样的年月。' }
}

function nothingThere(month: string) {
  return {
    code: 'archive.nothing',
    message: `${month} 没有可以归档的明细:没有批次,或已经归档。`,
    remedy: '请用 huimin run list 核对月份。',
  }
}

function notClosed(month: string, unfinished: readonly string[]) {
  return {
    code: 'archive.not-closed',
    message: `${month} 还有没关账的批次:${unfinished.join('、')}。`,
    remedy: '请先关账或作废;只归档办完的月份。',
  }
}

function sealDiffers(number: string) {
  return {
    code: 'archive.seal-differs',
    message: `批次 ${number} 的明细与复核时的封存不一致,没有改动任何内容。`,
    remedy: '请用 huimin verify 查明原因,并保留现场。',
  }
}

function noFile(path: string) {
  return { code: 'archive.no-file', message: `读不到归档文件 ${path}。`, remedy: '请核对路径。' }
}

function otherFile(path: string) {
  return {
    code: 'archive.file-differs',
    message: `${basename(path) || dirname(path)} 不是任何一个已归档月份的文件,或内容已改动(SHA-256 不同)。`,
    remedy: '请换用归档当时写出的文件或它的副本。',
  }
}
