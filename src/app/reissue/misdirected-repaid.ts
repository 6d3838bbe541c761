import type { Context } from '../../access/context.ts'
import { claimCommand, commandId } from '../../db/command.store.ts'
import type { Fen } from '../../kernel/money.ts'
import { Refused } from '../../kernel/refusal.ts'
import { insertRepayment, latestRecord, repaidSoFar } from '../../reissue/misdirected.store.ts'
import { MISDIRECTED_REFUSALS } from '../../reissue/misdirected-refusals.ts'
import { audit, type MisdirectedResult, onPayment, requiredReason } from './misdirected-payment.ts'

/** The maker writes down that the wrong receiver handed money back. */
export async function recordRepayment(
  context: Context,
  number: string,
  paymentNo: string,
  { amountFen, why: typed }: { readonly amountFen: Fen; readonly why: string },
): Promise<MisdirectedResult> {
  const why = requiredReason(typed)
  return await onPayment(context, number, paymentNo, 'maker', async (tx, key) => {
    const record = await latestRecord(tx.sql, key)
    if (!record) throw new Refused(MISDIRECTED_REFUSALS['misdirected.not-recorded'](number, paymentNo))
    if (!record.checker) throw new Refused(MISDIRECTED_REFUSALS['misdirected.not-confirmed'](paymentNo))
    const { times, totalFen } = await repaidSoFar(tx.sql, key)
    const left = record.amountFen - totalFen
    // one receipt is one repayment, however often it is entered; masked, two long receipt numbers may look the same
    const id = commandId('misdirected.repaid', [key.runId, paymentNo, amountFen, typed.trim()])
    const command = { id, what: 'misdirected.repaid', actor: context.actor, at: context.now() }
    if (await claimCommand(tx, key.county, command)) return { amountFen, balanceFen: left, changed: false }
    if (amountFen <= 0n || amountFen > left)
      throw new Refused(MISDIRECTED_REFUSALS['misdirected.amount-beyond-claim'](paymentNo, amountFen, left))
    const repayment = { repaymentNo: times + 1, amountFen, why, actor: context.actor, at: context.now() }
    await insertRepayment(tx.sql, key, repayment)
    await audit(tx, context, key, 'repaid', `${number} ${paymentNo} ${amountFen} fen ${why}`)
    return { amountFen, balanceFen: left - amountFen, changed: true }
  })
}
