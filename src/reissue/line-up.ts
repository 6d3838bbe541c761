import type { Context } from '../access/context.ts'
import { recordLinedUp } from '../calculation/attempt-basis.store.ts'
import {
  finishAttempt,
  insertAttempt,
  knowledgeNow,
  latestAttempt,
  systemFirstMonth,
} from '../calculation/calculation.store.ts'
import { codeRevision } from '../calculation/engine/code-revision.ts'
import { listMatches } from '../calculation/match-warnings.store.ts'
import type { Tx } from '../db/transaction.ts'
import { invariant } from '../kernel/invariant.ts'
import { usableMonthOf } from '../payment/account-choice.store.ts'
import { formPayments } from '../payment/payments.store.ts'
import { type Run, recordEvent, refuseWrongState } from '../run/run.store.ts'
import { knownToFirst, refuseChangedOriginals } from './reissue.store.ts'
import { appendReissueLines } from './reissue-lines.store.ts'

/** Lines and payments of a supplementary run as of now, in one finished attempt. Call it with the county locked. */
export async function lineUpReissues(tx: Tx, context: Context, run: Run): Promise<Run> {
  refuseWrongState(run, 'calculate')
  await refuseChangedOriginals(tx, run)
  const begun = await begin(tx, context, run)
  const { attempt, known, usableMonth } = begun
  const lined = await appendReissueLines(tx, run, attempt)
  const agentNamedAfter = await knownToFirst(tx, run)
  const formed = await formPayments(tx, { ...run, attempt, known, usableMonth, agentNamedAfter })
  invariant(formed.totalFen === lined.totalFen, `payments of ${run.number} do not add up to its lines`)
  await recordLinedUp(tx.sql, run, attempt, lined)
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
