import type { Context } from '../../access/context.ts'
import { inTransaction } from '../../db/transaction.ts'
import { usableMonthOf } from '../../payment/account-choice.store.ts'
import { type Run, refuseWhenMoved } from '../../run/run.store.ts'
import { countedBy, insertPriors, type PriorRun, priorRuns, samePriors } from '../arrears/prior-runs.store.ts'
import {
  type Attempt,
  insertAttempt,
  knowledgeNow,
  latestAttempt,
  NO_PROGRESS,
  systemFirstMonth,
} from '../calculation.store.ts'
import { codeRevision } from './code-revision.ts'

/** The attempt to work at, what it counts as lined up, and how it came to be chosen. */
export interface Chosen {
  readonly attempt: Attempt
  readonly priors: readonly PriorRun[]
  /** `unchanged`: nothing new is known since it was calculated; `resumed`: an interrupted attempt was taken on. */
  readonly how: 'calculated' | 'resumed' | 'unchanged'
}

/** Takes up an attempt that was interrupted, finds that nothing is new, or begins one that knows what is known now. */
export async function chooseAttempt(context: Context, run: Run): Promise<Chosen> {
  return await inTransaction(context.database.pool, async (tx) => {
    const now = { ...(await knowledgeNow(tx, run.county)), codeRevision: codeRevision() }
    await refuseWhenMoved(tx.sql, run)
    const firstMonth = (await systemFirstMonth(tx.sql, run.county)) ?? run.month
    const priors = await priorRuns(tx.client, run)
    const latest = await latestAttempt(tx.sql, run)
    const sameCode = latest?.codeRevision === now.codeRevision && latest.firstMonth === firstMonth
    const sameBefore = latest !== null && samePriors(await countedBy(tx.client, run, latest.attempt), priors)
    if (latest && sameCode && sameBefore && !latest.finished) return { attempt: latest, priors, how: 'resumed' }
    if (latest && sameCode && sameBefore && knowsAll(latest, now, run))
      return { attempt: latest, priors, how: 'unchanged' }
    const knownAt = context.now()
    const usableMonth = usableMonthOf(run.month, knownAt)
    const begun = { ...now, knownAt, usableMonth, attempt: (latest?.attempt ?? 0) + 1, firstMonth }
    await insertAttempt(tx, run, begun, context.actor)
    await insertPriors(tx, run, begun.attempt, priors)
    return {
      attempt: { ...begun, lastHousehold: null, progress: NO_PROGRESS, finished: false },
      priors,
      how: 'calculated',
    }
  })
}

function knowsAll(latest: Attempt, now: Pick<Attempt, 'known' | 'policyRevision' | 'indexKnown'>, run: Run): boolean {
  const sameFacts = latest.known === now.known && latest.policyRevision === now.policyRevision
  const sameIndices = run.kind !== 'price' || latest.indexKnown === now.indexKnown
  return run.state === 'calculated' && sameFacts && sameIndices
}
