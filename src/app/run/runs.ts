import { type Context, requireRole } from '../../access/context.ts'
import type { Role } from '../../access/role.ts'
import { typedReason } from '../../access/typed-reason.ts'
import { latestAttempt } from '../../calculation/calculation.store.ts'
import { inTransaction, type Tx } from '../../db/transaction.ts'
import { Refused } from '../../kernel/refusal.ts'
import { refuseChangedOriginals, withdrawReissues } from '../../reissue/reissue.store.ts'
import { RUN_REFUSALS } from '../../run/refusals.ts'
import { findRun, type Run, type RunEvent, recordEvent, runEvents } from '../../run/run.store.ts'
import type { RunAction } from '../../run/run-state.ts'
import { sealOf } from '../../run/seal.store.ts'
import { refuseUnwaived } from './checks.ts'
import { refuseWhenOvertaken } from './standing.ts'

export interface StepResult {
  readonly run: Run
  /** False when the very same step had been taken before and nothing was done. */
  readonly changed: boolean
  readonly event: RunEvent
}

/** The maker hands the calculated run over for review; its seal says what was handed over. */
export async function submitRun(context: Context, number: string): Promise<StepResult> {
  return await step(context, number, 'submit', ['maker'], async (tx, run) => {
    const attempt = run.attempt!
    await refuseWhenOvertaken(tx, run, attempt)
    await refuseUnfinished(tx, run)
    await refuseChangedOriginals(tx, run)
    await refuseUnwaived(tx, context, run, attempt)
    return { attempt, seal: await sealOf(tx.client, run, attempt) }
  })
}

/** A calculation that was begun anew and has not ended may know more than the one before it: that one is not submitted. */
async function refuseUnfinished(tx: Tx, run: Run): Promise<void> {
  const latest = await latestAttempt(tx.sql, run)
  if (latest?.finished) return
  throw new Refused(RUN_REFUSALS['run.calculation-unfinished'](run.number, latest?.attempt))
}

/** The checker, who is neither its opener nor its submitter, approves what was submitted: the same seal, or a refusal. */
export async function approveRun(context: Context, number: string): Promise<StepResult> {
  return await step(context, number, 'approve', ['checker'], async (tx, run, events) => {
    refuseOwnRun(context.actor, run, events)
    const submitted = events.findLast(({ action }) => action === 'submit')!
    const attempt = submitted.attempt!
    await refuseWhenOvertaken(tx, run, attempt)
    await refuseChangedOriginals(tx, run)
    const seal = await sealOf(tx.client, run, attempt)
    if (seal !== submitted.seal) throw new Refused(RUN_REFUSALS['run.seal-broken'](run.number))
    await refuseUnwaived(tx, context, run, attempt)
    return { attempt, seal }
  })
}

/** Sends a submitted run back to be calculated anew. */
export async function rejectRun(context: Context, number: string, reason: string): Promise<StepResult> {
  const why = requiredReason(reason)
  return await step(context, number, 'reject', ['checker'], async () => ({ reason: why }))
}

/** Ends a run that has not been exported; its lines stay on record and are never paid. */
export async function voidRun(context: Context, number: string, reason: string): Promise<StepResult> {
  const why = requiredReason(reason)
  return await step(context, number, 'void', ['maker', 'checker'], async () => ({ reason: why }))
}

type StepDetails = { readonly attempt?: number; readonly seal?: string; readonly reason?: string }

function requiredReason(typed: string): string {
  const reason = typedReason(typed)
  if (reason !== '') return reason
  throw new Refused(RUN_REFUSALS['run.reason-missing']())
}

async function step(
  context: Context,
  number: string,
  action: RunAction,
  roles: Role[],
  details: (tx: Tx, run: Run, events: RunEvent[]) => Promise<StepDetails>,
): Promise<StepResult> {
  await requireRole(context, ...roles)
  return await inTransaction(context.database.pool, async (tx) => {
    const run = await findRun(tx.sql, number)
    const events = await runEvents(tx.sql, run)
    const last = events.at(-1)
    if (last?.action === action && last.actor === context.actor) return { run, changed: false, event: last }
    const reasonOf = run.state === stateBefore(action) || action === 'void' ? await details(tx, run, events) : {}
    const at = context.now()
    const moved = await recordEvent(tx, run, { action, actor: context.actor, at, ...reasonOf })
    if (action === 'void') await withdrawReissues(tx, moved, at)
    return { run: moved, changed: true, event: (await runEvents(tx.sql, moved)).at(-1)! }
  })
}

/** Details are worked out only where the action is allowed; elsewhere recordEvent refuses it with the right words. */
function stateBefore(action: RunAction): string {
  return action === 'submit' ? 'calculated' : 'submitted'
}

function refuseOwnRun(actor: string, run: Run, events: readonly RunEvent[]): void {
  const own = run.maker === actor || events.some((e) => e.actor === actor && ['calculate', 'submit'].includes(e.action))
  if (!own) return
  throw new Refused(RUN_REFUSALS['run.own-approval'](run.number, actor))
}
