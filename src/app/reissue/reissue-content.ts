import { type Context, requireRole } from '../../access/context.ts'
import {
  finishAttempt,
  insertAttempt,
  knowledgeNow,
  latestAttempt,
  systemFirstMonth,
} from '../../calculation/calculation.store.ts'
import { codeRevision } from '../../calculation/engine/code-revision.ts'
import { listMatches } from '../../calculation/match-warnings.store.ts'
import { inTransaction, type Tx } from '../../db/transaction.ts'
import { invariant } from '../../kernel/invariant.ts'
import { Refused } from '../../kernel/refusal.ts'
import { shanghaiMonth } from '../../kernel/shanghai-time.ts'
import { formPayments } from '../../payment/payments.store.ts'
import { firstRunId, originalRunId, refuseChangedOriginals } from '../../reissue/reissue.store.ts'
import { appendReissueLines, type LinedUp } from '../../reissue/reissue-lines.store.ts'
import { lockCounty, lockRun } from '../../run/lock.store.ts'
import { findRun, type Run, recordEvent } from '../../run/run.store.ts'
import { moveOf } from '../../run/run-state.ts'

/** Lines and payments of a supplementary run as of now, in one finished attempt. Call it with the county locked. */
export async function lineUpReissues(tx: Tx, context: Context, run: Run): Promise<Run> {
  const move = moveOf(run.number, run.state, 'calculate')
  if ('refusal' in move) throw new Refused(move.refusal)
  await refuseChangedOriginals(tx, run)
  const begun = await begin(tx, context, run)
  const { attempt, known, usableMonth } = begun
  const lined = await appendReissueLines(tx, run, attempt)
  const agentNamedAfter = await knownToFirst(tx, run)
  const formed = await formPayments(tx, { ...run, attempt, known, usableMonth, agentNamedAfter })
  invariant(formed.totalFen === lined.totalFen, `payments of ${run.number} do not add up to its lines`)
  await saveProgress(tx, run, attempt, lined)
  await listMatches(tx, run, attempt, known)
  await finishAttempt(tx, run, attempt, begun.knownAt)
  return await recordEvent(tx, run, { action: 'calculate', actor: context.actor, at: begun.knownAt, attempt })
}

async function begin(tx: Tx, context: Context, run: Run) {
  const latest = await latestAttempt(tx.sql, run)
  const knownAt = context.now()
  const begun = {
    ...(await knowledgeNow(tx, run.county)),
    attempt: (latest?.attempt ?? 0) + 1,
    codeRevision: codeRevision(),
    knownAt,
    usableMonth: usableMonthOf(run.month, knownAt),
    firstMonth: (await systemFirstMonth(tx.sql, run.county)) ?? run.month,
  }
  await insertAttempt(tx, run, begun, context.actor)
  return begun
}

/** An account serves when its 启用月份 is not after this month: that of the calculation, or the run's where later. */
export function usableMonthOf(month: string, instant: string): string {
  const now = shanghaiMonth(instant)
  return now > month ? now : month
}

/** What the county knew when the money first went out. */
export async function knownToFirst(tx: Tx, run: Pick<Run, 'county' | 'runId'>): Promise<number> {
  const first = await firstRunId(tx.sql, run)
  const query = tx.sql.selectFrom('calculation').select('known').where('county', '=', run.county)
  const finished = query.where('run_id', '=', first).where('finished_at', 'is not', null)
  return Number((await finished.orderBy('attempt', 'desc').limit(1).executeTakeFirstOrThrow()).known)
}

async function saveProgress(tx: Tx, run: Run, attempt: number, lined: LinedUp): Promise<void> {
  await tx.sql
    .updateTable('calculation')
    .set({
      households: lined.households,
      persons: lined.persons,
      lines: lined.lines,
      total_fen: lined.totalFen.toString(),
    })
    .where('county', '=', run.county)
    .where('run_id', '=', run.runId)
    .where('attempt', '=', attempt)
    .execute()
}

/** True when the run has to be lined up again: sent back, or what is known of accounts may have changed. */
export async function isStale(
  tx: Tx,
  run: Run,
  now: { readonly known: number; readonly at: string },
): Promise<boolean> {
  const latest = await latestAttempt(tx.sql, run)
  if (run.state === 'open' || !latest?.finished) return true
  return latest.known !== now.known || latest.usableMonth !== usableMonthOf(run.month, now.at)
}

/** `run calculate` of a supplementary run: the same content with the accounts as of now. */
export async function calculateSupplementary(
  context: Context,
  number: string,
): Promise<{ readonly run: Run; readonly how: 'calculated' | 'unchanged' }> {
  await requireRole(context, 'maker')
  return await inTransaction(context.database.pool, async (tx) => {
    const { county } = await findRun(tx.sql, number)
    await lockCounty(tx, county)
    const run = await findRun(tx.sql, number)
    const original = await originalRunId(tx.sql, run)
    if (original === null) throw new Refused(nothingInIt(run))
    await lockRun(tx, { county, runId: original })
    const { known } = await knowledgeNow(tx, county)
    if (run.state === 'calculated' && !(await isStale(tx, run, { known, at: context.now() }))) {
      return { run, how: 'unchanged' }
    }
    return { run: await lineUpReissues(tx, context, run), how: 'calculated' }
  })
}

function nothingInIt({ number }: Run) {
  return {
    code: 'run.nothing-put-in',
    message: `补充批次 ${number} 里还没有内容。`,
    remedy:
      '退票重发请对原批次执行 huimin reissue,急需的补发用 huimin arrears,它们自己会开补充批次;空的补充批次请作废(run void)。',
  }
}
