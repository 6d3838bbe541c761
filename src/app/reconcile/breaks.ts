import { type Context, requireRole } from '../../access/context.ts'
import { typedReason } from '../../access/typed-reason.ts'
import { appendAudit } from '../../db/audit.store.ts'
import { planForBulk } from '../../db/bulk-plan.ts'
import { inTransaction, type Tx } from '../../db/transaction.ts'
import { Refused } from '../../kernel/refusal.ts'
import { shanghaiDay } from '../../kernel/shanghai-time.ts'
import type { BreakState } from '../../reconciliation/break-class.ts'
import { appendBreakEvent, lastBreakEvent } from '../../reconciliation/break-event.store.ts'
import { gatherBreaks } from '../../reconciliation/breaks.store.ts'
import { type Break, readBreaks } from '../../reconciliation/differences.store.ts'
import { holdBreak } from '../../reconciliation/hold-break.store.ts'
import { gatherReconciled } from '../../reconciliation/reconciled.store.ts'
import { RECONCILIATION_REFUSALS } from '../../reconciliation/refusals.ts'
import { findRun, type Run, runEvents } from '../../run/run.store.ts'
import { refuseBeforeExport } from './reconcile-run.ts'

/** The breaks of a run as of today, and how many there are in each state; at most `limit` of them in full. */
export async function listBreaks(
  context: Context,
  number: string,
  options: { readonly state?: BreakState; readonly limit: number },
): Promise<{ readonly breaks: readonly Break[]; readonly counts: Readonly<Record<BreakState, number>> }> {
  await requireRole(context, 'maker', 'checker', 'auditor', 'admin')
  return await withBreaks(context, number, async (tx) => {
    const counts: Record<BreakState, number> = { open: 0, working: 0, explained: 0, resolved: 0 }
    const breaks: Break[] = []
    for await (const batch of readBreaks(tx)) {
      for (const one of batch) {
        counts[one.state]++
        if (breaks.length < options.limit && (!options.state || options.state === one.state)) breaks.push(one)
      }
    }
    return { breaks, counts }
  })
}

/** Moves a break to another state, with the reason; a break whose state that already is stays as it is. */
export async function moveBreak(
  context: Context,
  number: string,
  id: string,
  move: { readonly to: BreakState; readonly why: string },
): Promise<{ readonly from: BreakState; readonly to: BreakState; readonly changed: boolean }> {
  await requireRole(context, 'maker', 'checker')
  const why = typedReason(move.why)
  if (why === '') {
    throw new Refused(RECONCILIATION_REFUSALS['breaks.reason-missing']())
  }
  return await withBreaks(context, number, async (tx, run) => {
    if (!(await holdBreak(tx, run, id))) throw new Refused(RECONCILIATION_REFUSALS['breaks.unknown'](number, id))
    const last = await lastBreakEvent(tx.sql, run, id)
    const from = last?.to ?? 'open'
    if (from === move.to) {
      if (last?.actor === context.actor && last.why === why) return { from, to: move.to, changed: false }
      throw new Refused(RECONCILIATION_REFUSALS['breaks.same-state'](id, from, last?.actor))
    }
    const at = context.now()
    const event = { eventNo: (last?.eventNo ?? 0) + 1, from, to: move.to, why, actor: context.actor, at }
    await appendBreakEvent(tx, run, id, event)
    const detail = `${number} ${id} ${from} → ${move.to}`
    await appendAudit(tx, run.county, { at, actor: context.actor, action: 'breaks.move', detail })
    return { from, to: move.to, changed: true }
  })
}

async function withBreaks<T>(context: Context, number: string, work: (tx: Tx, run: Run) => Promise<T>): Promise<T> {
  return await inTransaction(context.database.pool, async (tx) => {
    await planForBulk(tx)
    const run = await findRun(tx.sql, number)
    refuseBeforeExport(run)
    const approval = (await runEvents(tx.sql, run)).findLast(({ action }) => action === 'approve')!
    const of = { ...run, attempt: approval.attempt! }
    await gatherReconciled(tx, of)
    await gatherBreaks(tx, of, shanghaiDay(context.now()))
    return await work(tx, run)
  })
}
