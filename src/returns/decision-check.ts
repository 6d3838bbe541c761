import type { Refusal } from '../kernel/refusal.ts'
import { isSent } from '../run/run-state.ts'
import type { DecidablePayment, Decided, DecisionTarget } from './decision.store.ts'
import { DECISION_REFUSALS } from './decision-refusals.ts'

/** What the target is called in a sentence. */
function targetName(target: DecisionTarget): string {
  return 'paymentNo' in target ? `支付编号 ${target.paymentNo}` : `发放文件 ${target.batchNo}`
}

/** Why nobody may decide this now; null when a maker may. Only what is unknown or contradicted is a person's to decide. */
export function decisionRefusal(
  target: DecisionTarget,
  payments: readonly DecidablePayment[],
  as: Decided,
): Refusal | null {
  const name = targetName(target)
  if (payments.length === 0) return DECISION_REFUSALS['returns.not-sent'](name)
  if ('batchNo' in target && as === 'paid') return DECISION_REFUSALS['returns.batch-only-failed']()
  const settled = payments.filter(({ outcome, questioned }) => outcome !== null && !questioned)
  if (settled.length > 0) {
    const [{ paymentNo, outcome }] = settled as [DecidablePayment]
    return DECISION_REFUSALS['returns.already-answered'](name, settled.length, paymentNo, outcome!)
  }
  return as === 'paid' ? reissueRefusal(payments) : misdirectedRefusal(payments)
}

/** What a wrong receiver is asked to hand back was paid; were it to fail as well, nobody would owe what is claimed. */
function misdirectedRefusal(payments: readonly DecidablePayment[]): Refusal | null {
  const astray = payments.find(({ misdirected }) => misdirected)
  return astray ? DECISION_REFUSALS['returns.misdirected'](astray.paymentNo) : null
}

/**
 * Money that is about to be sent again because it failed cannot also turn out to have been paid: that run is stopped
 * first. What is sent again because a stranger got it was paid, and stays so.
 */
function reissueRefusal(payments: readonly DecidablePayment[]): Refusal | null {
  const again = payments.find(
    ({ reissuedIn, reissueState, misdirected }) => reissuedIn && !misdirected && !isSent(reissueState!),
  )
  return again ? DECISION_REFUSALS['returns.being-reissued'](again.paymentNo, again.reissuedIn!) : null
}

/** Why the latest decisions cannot be confirmed by this person now; null when they can. */
export function confirmationRefusal(
  target: DecisionTarget,
  payments: readonly DecidablePayment[],
  checker: string,
): Refusal | null {
  const name = targetName(target)
  const open = payments.filter(({ proposal }) => proposal && proposal.checker === null)
  if (payments.length === 0 || open.length < payments.length) {
    return DECISION_REFUSALS['returns.nothing-to-confirm'](name, '认定')
  }
  if (open.some(({ proposal }) => proposal!.maker === checker)) {
    return DECISION_REFUSALS['returns.own-confirmation'](name, '认定', checker)
  }
  const moved = open.find(({ proposal, outcome }) => proposal!.earlier !== (outcome ?? 'unknown'))
  if (moved) {
    const { paymentNo, proposal, outcome } = moved
    return DECISION_REFUSALS['returns.decision-overtaken'](paymentNo, proposal!.earlier, outcome ?? 'unknown')
  }
  return decisionRefusal(target, payments, open[0]!.proposal!.outcome)
}
