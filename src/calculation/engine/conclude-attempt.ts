import type { Context } from '../../access/context.ts'
import { refreshMonthStatistics, refreshRunStatistics } from '../../db/statistics.ts'
import { inTransaction } from '../../db/transaction.ts'
import { formPayments } from '../../payment/payments.store.ts'
import { type Run, recordEvent } from '../../run/run.store.ts'
import { type Attempt, finishAttempt } from '../calculation.store.ts'
import { listMatches } from '../match-warnings.store.ts'
import { listUndecided } from '../undecided.store.ts'
import { loadDecisions } from './case-computer.ts'

/** Payments, the end of the attempt and the run's new state, together. */
export async function concludeAttempt(context: Context, run: Run, attempt: Attempt): Promise<Run> {
  await refreshMonthStatistics(context.database.pool, run.month)
  return await inTransaction(context.database.pool, async (tx) => {
    const { known, usableMonth } = attempt
    await formPayments(tx, { ...run, attempt: attempt.attempt, known, usableMonth })
    await refreshRunStatistics(tx.client)
    if (run.kind === 'price') {
      await listUndecided(tx, run, attempt, await loadDecisions(tx.sql, run.month, attempt))
    }
    await listMatches(tx, run, attempt.attempt, known)
    await finishAttempt(tx, run, attempt.attempt, context.now())
    const event = { action: 'calculate', actor: context.actor, at: context.now(), attempt: attempt.attempt } as const
    return await recordEvent(tx, run, event)
  })
}
