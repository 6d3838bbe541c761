import { basename } from 'node:path'
import { type Context, requireRole } from '../../access/context.ts'
import { appendAudit } from '../../db/audit.store.ts'
import { planForBulk } from '../../db/bulk-plan.ts'
import { inTransaction, type Tx } from '../../db/transaction.ts'
import { fileNameWithoutNumbers } from '../../kernel/masked-text.ts'
import type { Problem } from '../../kernel/problem.ts'
import { Refused } from '../../kernel/refusal.ts'
import type { Layout } from '../../layout/layout.ts'
import { ReturnReader, type ReturnRow } from '../../layout/return-reader.ts'
import { gatherMisfits } from '../../returns/match.store.ts'
import { tellMisfits } from '../../returns/misfit-words.store.ts'
import { appendOutcomes, importedBefore, type OutcomeFigures, outcomeFigures } from '../../returns/outcomes.store.ts'
import { recordRefusal } from '../../returns/refusal.store.ts'
import { RETURN_REFUSALS } from '../../returns/refusals.ts'
import { openReturn, type ReturnSource, returnRows } from '../../returns/return-source.store.ts'
import { stageRows } from '../../returns/staged-rows.store.ts'
import { holdRun } from '../../run/lock.store.ts'
import { type Run, recordEvent } from '../../run/run.store.ts'
import { chooseReturnLayout, type ReturnLayoutChoice } from './return-layout.ts'

export interface ReturnResult {
  readonly run: string
  readonly file: string
  /** Rows of the file; 0 when it had been imported before. */
  readonly rows: number
  /** Outcomes that were not known yet. */
  readonly news: number
  /** False when these bytes had been imported before and nothing was done. */
  readonly changed: boolean
  /** The layout in which it was read, and whether it was recognised among several. */
  readonly layout: ReturnLayoutChoice
  /** How the run's sent payments stand now. */
  readonly figures: OutcomeFigures
}

type Applied = { readonly rows: number; readonly news: number }

/**
 * Applies a bank's return to a run, all of it or nothing: refused with every problem when one row does not fit what was
 * sent. The first one settles the run; a later one may fill in what was unknown. The same bytes again change nothing.
 * What a refused return held that did not fit is kept, so that it can be asked about.
 */
export async function importReturn(
  context: Context,
  number: string,
  path: string,
  options: { readonly layout?: string } = {},
): Promise<ReturnResult> {
  await requireRole(context, 'maker')
  const ended = await inTransaction(context.database.pool, async (tx) => {
    await planForBulk(tx)
    const run = await lockRunForReturns(tx, number)
    const choice = await chooseReturnLayout(tx, run, path, options.layout)
    const { layout } = choice
    const file = await openReturn(path, layout.return)
    const before = await importedBefore(tx, run, file.sha256)
    const applied = before === null ? await applyReturn(context, tx, run, file, layout) : { rows: 0, news: 0 }
    if ('problems' in applied) return applied
    const figures = await outcomeFigures(tx.sql, run)
    return { run: number, file: path, changed: before === null, ...applied, layout: choice, figures }
  })
  if ('problems' in ended) throw new Refused(ended.problems)
  return ended
}

/** The run, locked until the transaction ends; refused where its returns can no longer, or not yet, say anything. */
export async function lockRunForReturns(tx: Tx, number: string): Promise<Run> {
  const run = await holdRun(tx, number)
  if (run.state === 'exported' || run.state === 'settled') return run
  const code = run.state === 'closed' ? 'returns.run-closed' : 'returns.not-exported'
  throw new Refused(RETURN_REFUSALS[code](run.number, run.state))
}

/** Nothing is applied where there are problems; what did not fit is written down, which is why this does not throw. */
async function applyReturn(
  context: Context,
  tx: Tx,
  run: Run,
  file: ReturnSource,
  layout: Layout,
): Promise<Applied | { readonly problems: readonly Problem[] }> {
  const fileName = fileNameWithoutNumbers(basename(file.path))
  const reader = new ReturnReader(layout.return, fileName)
  await stageRows(tx, context.cipher, rowsOf(context, reader, file))
  await tellMisfits(tx, context.cipher, run, reader.problems, await gatherMisfits(tx, run))
  const at = context.now()
  const known = { fileName, sha256: file.sha256, actor: context.actor, at }
  if (reader.problems.count > 0) {
    const problems = reader.problems.list()
    const refusalNo = await recordRefusal(tx, run, { ...known, problems: reader.problems.count, told: problems })
    const detail = `${run.number} refusal ${refusalNo} ${reader.problems.count} problems sha256 ${file.sha256}`
    if (refusalNo !== null)
      await appendAudit(tx, run.county, { at, actor: context.actor, action: 'returns.refuse', detail })
    return { problems }
  }
  const appended = await appendOutcomes(tx, run, { ...known, layout: layout.layout, rows: reader.rows })
  if (run.state === 'exported') await recordEvent(tx, run, { action: 'settle', actor: context.actor, at })
  const detail = `${run.number} return ${appended.returnNo} ${reader.rows} rows ${appended.news} new sha256 ${file.sha256}`
  await appendAudit(tx, run.county, { at, actor: context.actor, action: 'returns.import', detail })
  return { rows: reader.rows, news: appended.news }
}

async function* rowsOf(context: Context, reader: ReturnReader, source: ReturnSource): AsyncGenerator<ReturnRow[]> {
  for await (const rows of returnRows(source, reader)) {
    yield rows
    context.progress('回盘', reader.rows)
  }
}
