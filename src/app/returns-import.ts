import { basename } from 'node:path'
import { findRun, type Run, recordEvent } from '../approval/run.store.ts'
import { STATE_NAMES } from '../approval/run-state.ts'
import { appendAudit } from '../db/audit.store.ts'
import { planForBulk } from '../db/bulk-plan.ts'
import { inTransaction, type Tx } from '../db/transaction.ts'
import { Refused } from '../kernel/refusal.ts'
import { listBatches } from '../passbook/batch.store.ts'
import { DEFAULT_LAYOUT, loadLayout } from '../passbook/layout.store.ts'
import type { Layout } from '../passbook/layout.ts'
import { findMismatches, stageRows } from '../returns/match.store.ts'
import { appendOutcomes, importedBefore, type OutcomeFigures, outcomeFigures } from '../returns/outcomes.store.ts'
import { openReturnFile, type ReturnFile, returnLines } from '../returns/return-file.store.ts'
import { ReturnReader, type ReturnRow } from '../returns/return-reader.ts'
import { type Context, requireRole } from './context.ts'

export interface ReturnResult {
  readonly run: string
  readonly file: string
  /** Rows of the file; 0 when it had been imported before. */
  readonly rows: number
  /** Outcomes that were not known yet. */
  readonly news: number
  /** False when these bytes had been imported before and nothing was done. */
  readonly changed: boolean
  /** How the run's sent payments stand now. */
  readonly figures: OutcomeFigures
}

/**
 * Applies a bank's return to a run, all of it or nothing: refused with every problem when one row does not fit what was
 * sent. The first one settles the run; a later one may fill in what was unknown. The same bytes again change nothing.
 */
export async function importReturn(
  context: Context,
  number: string,
  path: string,
  options: { readonly layout?: string } = {},
): Promise<ReturnResult> {
  await requireRole(context, 'maker')
  return await inTransaction(context.database.pool, async (tx) => {
    await planForBulk(tx)
    await tx.sql.selectFrom('run').select('run_id').where('number', '=', number).forUpdate().execute()
    const run = await findRun(tx.sql, number)
    refuseWrongState(run)
    const layout = await returnLayout(tx, run, options.layout)
    const file = await openReturnFile(path, layout.return.encodings)
    const before = await importedBefore(tx, run, file.sha256)
    const news = before === null ? await applyReturn(context, tx, run, file, layout) : { rows: 0, news: 0 }
    const figures = await outcomeFigures(tx.sql, run)
    return { run: number, file: path, changed: before === null, ...news, figures }
  })
}

function refuseWrongState(run: Run): void {
  if (run.state === 'exported' || run.state === 'settled') return
  const closed = run.state === 'closed'
  throw new Refused({
    code: closed ? 'returns.run-closed' : 'returns.not-exported',
    message: `批次 ${run.number} 现在是「${STATE_NAMES[run.state]}」,不能导入回盘。`,
    remedy: closed ? '已关账的批次不再改动;请在以后的批次更正。' : '请先用 huimin export 写出发放文件并送银行。',
  })
}

/** The layout asked for, else the one in which the run's files went out. */
async function returnLayout(tx: Tx, run: Run, asked: string | undefined): Promise<Layout> {
  if (asked !== undefined) return loadLayout(asked)
  const [batch] = await listBatches(tx.sql, run)
  return batch?.layout ?? loadLayout(DEFAULT_LAYOUT)
}

async function applyReturn(
  context: Context,
  tx: Tx,
  run: Run,
  file: ReturnFile,
  layout: Layout,
): Promise<{ rows: number; news: number }> {
  const reader = new ReturnReader(layout.return, basename(file.path))
  await stageRows(tx, context.cipher, rowsOf(context, reader, file))
  await findMismatches(tx, context.cipher, run, reader.problems)
  if (reader.problems.count > 0) throw new Refused(reader.problems.list())
  const at = context.now()
  const { returnNo, news } = await appendOutcomes(tx, run, {
    fileName: basename(file.path),
    sha256: file.sha256,
    layout: layout.layout,
    rows: reader.rows,
    actor: context.actor,
    at,
  })
  if (run.state === 'exported') await recordEvent(tx, run, { action: 'settle', actor: context.actor, at })
  const detail = `${run.number} return ${returnNo} ${reader.rows} rows ${news} new sha256 ${file.sha256}`
  await appendAudit(tx, run.county, { at, actor: context.actor, action: 'returns.import', detail })
  return { rows: reader.rows, news }
}

async function* rowsOf(context: Context, reader: ReturnReader, file: ReturnFile): AsyncGenerator<ReturnRow[]> {
  for await (const lines of returnLines(file)) {
    yield lines.map((line) => reader.read(line)).filter((row) => row !== null)
    context.progress('回盘', reader.rows)
  }
  reader.end()
}
