import type { Context } from '../../access/context.ts'
import { Refused } from '../../kernel/refusal.ts'
import { insertConfirmation, latestRecord, repaidSoFar } from '../../reissue/misdirected.store.ts'
import { MISDIRECTED_REFUSALS } from '../../reissue/misdirected-refusals.ts'
import { audit, type MisdirectedResult, onPayment, refuseUnlessPaid } from './misdirected-payment.ts'

/** The checker, who is not its maker, confirms: from now on the amount is claimed back, and can be paid to the right person. */
export async function confirmMisdirected(
  context: Context,
  number: string,
  paymentNo: string,
): Promise<MisdirectedResult> {
  return await onPayment(context, number, paymentNo, 'checker', async (tx, key) => {
    const record = await latestRecord(tx.sql, key)
    if (!record) throw new Refused(MISDIRECTED_REFUSALS['misdirected.not-recorded'](number, paymentNo))
    const { amountFen, maker } = record
    if (record.checker) {
      const { totalFen } = await repaidSoFar(tx.sql, key)
      return { amountFen, balanceFen: amountFen - totalFen, changed: false }
    }
    if (maker === context.actor) throw new Refused(MISDIRECTED_REFUSALS['misdirected.own-record'](paymentNo, maker))
    await refuseUnlessPaid(tx, number, key)
    await insertConfirmation(tx.sql, key, record, { checker: context.actor, at: context.now() })
    await audit(tx, context, key, 'confirm', `${number} ${paymentNo} ${amountFen} fen`)
    return { amountFen, balanceFen: amountFen, changed: true }
  })
}
