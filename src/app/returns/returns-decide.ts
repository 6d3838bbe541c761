import { type Context, requireRole } from '../../access/context.ts'
import { typedReason } from '../../access/typed-reason.ts'
import { appendAudit } from '../../db/audit.store.ts'
import { planForBulk } from '../../db/bulk-plan.ts'
import { inTransaction, type Tx } from '../../db/transaction.ts'
import { Refused } from '../../kernel/refusal.ts'
import {
  confirmDecisions,
  type DecidablePayment,
  type Decided,
  type DecisionTarget,
  decidablePayments,
  proposeDecisions,
} from '../../returns/decision.store.ts'
import { confirmationRefusal, decisionRefusal } from '../../returns/decision-check.ts'
import { DECISION_REFUSALS } from '../../returns/decision-refusals.ts'
import { type Run, recordEvent } from '../../run/run.store.ts'
import { lockRunForReturns } from './returns-import.ts'

export interface DecisionResult {
  readonly run: string
  readonly payments: number
  readonly totalFen: bigint
  readonly outcome: Decided
  readonly why: string
  readonly maker: string
  /** Null until somebody else has confirmed it; nothing changes before. */
  readonly checker: string | null
  /** False when this very step had been taken before. */
  readonly changed: boolean
}

/**
 * A maker says how a payment ended that the bank has not answered, or has answered in two ways; or that the bank refused
 * a whole file. Nothing changes until a checker confirms it.
 */
export async function decideOutcome(
  context: Context,
  number: string,
  target: DecisionTarget,
  decision: { readonly as: Decided; readonly why: string },
): Promise<DecisionResult> {
  await requireRole(context, 'maker')
  const why = typedReason(decision.why)
  if (why === '') throw new Refused(DECISION_REFUSALS['returns.reason-missing']('认定'))
  return await onTarget(context, number, target, async (tx, run, payments) => {
    const same = payments.every(({ proposal: p }) => p?.checker === null && p.outcome === decision.as && p.why === why)
    const maker = payments[0]?.proposal?.maker
    if (payments.length > 0 && same && maker === context.actor) return { payments, checker: null, changed: false }
    const refusal = decisionRefusal(target, payments, decision.as)
    if (refusal) throw new Refused(refusal)
    const batchNo = 'batchNo' in target ? target.batchNo : null
    const at = context.now()
    await proposeDecisions(tx, run, payments, { outcome: decision.as, batchNo, why, maker: context.actor, at })
    await audit(context, tx, run, 'returns.decide', target, decision.as)
    return { payments: await decidablePayments(tx, run, target), checker: null, changed: true }
  })
}

/** A checker, who is not the maker of it, confirms the latest decision; from then on it is the outcome. */
export async function confirmOutcome(
  context: Context,
  number: string,
  target: DecisionTarget,
  options: { readonly as?: Decided } = {},
): Promise<DecisionResult> {
  await requireRole(context, 'checker')
  return await onTarget(context, number, target, async (tx, run, payments) => {
    const done = payments.length > 0 && payments.every(({ proposal }) => proposal?.checker === context.actor)
    if (done) return { payments, checker: context.actor, changed: false }
    const refusal = confirmationRefusal(target, payments, context.actor)
    if (refusal) throw new Refused(refusal)
    const proposed = payments[0]!.proposal!.outcome
    if (options.as && options.as !== proposed) throw new Refused(DECISION_REFUSALS['returns.other-proposal'](proposed))
    const at = context.now()
    await confirmDecisions(tx, run, payments, context.actor, at)
    await audit(context, tx, run, 'returns.confirm', target, proposed)
    if (run.state === 'exported') await recordEvent(tx, run, { action: 'settle', actor: context.actor, at })
    return { payments, checker: context.actor, changed: true }
  })
}

interface Step {
  readonly payments: readonly DecidablePayment[]
  readonly checker: string | null
  readonly changed: boolean
}

async function onTarget(
  context: Context,
  number: string,
  target: DecisionTarget,
  work: (tx: Tx, run: Run, payments: DecidablePayment[]) => Promise<Step>,
): Promise<DecisionResult> {
  return await inTransaction(context.database.pool, async (tx) => {
    if ('batchNo' in target) await planForBulk(tx)
    const run = await lockRunForReturns(tx, number)
    const { payments, checker, changed } = await work(tx, run, await decidablePayments(tx, run, target))
    const { outcome, why, maker } = payments[0]!.proposal!
    const totalFen = payments.reduce((sum, { amountFen }) => sum + BigInt(amountFen), 0n)
    return { run: number, payments: payments.length, totalFen, outcome, why, maker, checker, changed }
  })
}

async function audit(context: Context, tx: Tx, run: Run, action: string, target: DecisionTarget, as: Decided) {
  const what = 'paymentNo' in target ? target.paymentNo : `batch ${target.batchNo}`
  const detail = `${run.number} ${what} ${as}`
  await appendAudit(tx, run.county, { at: context.now(), actor: context.actor, action, detail })
}
