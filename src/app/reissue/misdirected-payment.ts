import { type Context, requireRole } from '../../access/context.ts'
import type { Role } from '../../access/role.ts'
import { typedReason } from '../../access/typed-reason.ts'
import { appendAudit } from '../../db/audit.store.ts'
import { inTransaction, type Tx } from '../../db/transaction.ts'
import type { Fen } from '../../kernel/money.ts'
import { Refused } from '../../kernel/refusal.ts'
import type { PaymentKey } from '../../reissue/misdirected.store.ts'
import { MISDIRECTED_REFUSALS } from '../../reissue/misdirected-refusals.ts'
import { standingOf } from '../../reissue/standing.store.ts'
import { outcomeOf } from '../../returns/standing-outcome.store.ts'
import { holdRun } from '../../run/lock.store.ts'

/** What a step of a misdirected payment (错发) came to. */
export interface MisdirectedResult {
  readonly run: string
  readonly paymentNo: string
  readonly amountFen: Fen
  /** What is still to be handed back. */
  readonly balanceFen: Fen
  /** False when the very same had been done before. */
  readonly changed: boolean
}

/** A step on one payment of a run that is locked until the step ends. */
export async function onPayment(
  context: Context,
  number: string,
  paymentNo: string,
  role: Role,
  work: (tx: Tx, key: PaymentKey) => Promise<Omit<MisdirectedResult, 'run' | 'paymentNo'>>,
): Promise<MisdirectedResult> {
  await requireRole(context, role)
  return await inTransaction(context.database.pool, async (tx) => {
    const run = await holdRun(tx, number)
    return { run: number, paymentNo, ...(await work(tx, { county: run.county, runId: run.runId, paymentNo })) }
  })
}

/** Refused unless the bank said that it was paid. */
export async function refuseUnlessPaid(tx: Tx, number: string, key: PaymentKey): Promise<void> {
  if ((await outcomeOf(tx, key, key.paymentNo)) === 'paid') return
  const standing = (await standingOf(tx.client, key, [key.paymentNo])).get(key.paymentNo)!
  if (standing === 'not-in-run')
    throw new Refused(MISDIRECTED_REFUSALS['misdirected.payment-unknown'](number, key.paymentNo))
  throw new Refused(MISDIRECTED_REFUSALS['misdirected.not-paid'](number, key.paymentNo, standing))
}

/** The audit row of a step. */
export async function audit(tx: Tx, context: Context, key: PaymentKey, action: string, detail: string): Promise<void> {
  const entry = { at: context.now(), actor: context.actor, action: `misdirected.${action}`, detail }
  await appendAudit(tx, key.county, entry)
}

/** The reason that was typed; refused without one. */
export function requiredReason(typed: string): string {
  const why = typedReason(typed)
  if (why !== '') return why
  throw new Refused(MISDIRECTED_REFUSALS['misdirected.reason-missing']())
}
