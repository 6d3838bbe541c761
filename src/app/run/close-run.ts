import { type Context, requireRole } from '../../access/context.ts'
import { typedReason } from '../../access/typed-reason.ts'
import { inTransaction, type Tx } from '../../db/transaction.ts'
import { Refused } from '../../kernel/refusal.ts'
import { heldFigures } from '../../payment/held-figures.store.ts'
import { unansweredFigures } from '../../returns/standing-outcome.store.ts'
import { anyQuestion } from '../../returns/waiting.store.ts'
import { holdRun } from '../../run/lock.store.ts'
import { RUN_REFUSALS } from '../../run/refusals.ts'
import { type Run, recordEvent, runEvents } from '../../run/run.store.ts'
import type { StepResult } from './runs.ts'

/**
 * Closes a settled run whose every sent payment has an answer from the bank. Money that is still held stays owed to its
 * people, so a run with some is closed only with a reason, which is kept.
 */
export async function closeRun(context: Context, number: string, reason?: string): Promise<StepResult> {
  await requireRole(context, 'checker')
  return await inTransaction(context.database.pool, async (tx) => {
    // no return, decision or withdrawal comes between what is looked at here and the closing
    const run = await holdRun(tx, number)
    const last = (await runEvents(tx.sql, run)).at(-1)
    if (run.state === 'closed' && last) return { run, changed: false, event: last }
    const left = await unansweredFigures(tx, run)
    if (run.state === 'settled' && left.payments > 0)
      throw new Refused(RUN_REFUSALS['run.payments-unanswered'](number, left))
    if (run.state === 'settled' && !reason?.trim()) {
      await refuseQuestioned(tx, run)
      await refuseHeld(tx, run)
    }
    const why = reason?.trim() ? { reason: typedReason(reason) } : {}
    const moved = await recordEvent(tx, run, { action: 'close', actor: context.actor, at: context.now(), ...why })
    return { run: moved, changed: true, event: (await runEvents(tx.sql, moved)).at(-1)! }
  })
}

/** Two returns that contradict each other leave open whether money arrived. */
async function refuseQuestioned(tx: Tx, run: Run): Promise<void> {
  const question = await anyQuestion(tx.client, run)
  if (!question) return
  throw new Refused(RUN_REFUSALS['run.outcome-contradicted'](run.number, question.count, question.paymentNo))
}

async function refuseHeld(tx: Tx, run: Run): Promise<void> {
  const held = await heldFigures(tx.sql, { ...run, attempt: run.attempt! })
  if (held.payments === 0) return
  throw new Refused(RUN_REFUSALS['run.payments-held'](run.number, held))
}
