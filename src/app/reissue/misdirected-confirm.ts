import type { Context } from '../../access/context.ts'
import { Refused } from '../../kernel/refusal.ts'
import { insertConfirmation, latestRecord, repaidSoFar } from '../../reissue/misdirected.store.ts'
import { audit, type MisdirectedResult, notRecorded, onPayment, refuseUnlessPaid } from './misdirected-payment.ts'

/** The checker, who is not its maker, confirms: from now on the amount is claimed back, and can be paid to the right person. */
export async function confirmMisdirected(
  context: Context,
  number: string,
  paymentNo: string,
): Promise<MisdirectedResult> {
  return await onPayment(context, number, paymentNo, 'checker', async (tx, key) => {
    const record = await latestRecord(tx.sql, key)
    if (!record) throw new Refused(notRecorded(number, paymentNo))
    const { amountFen, maker } = record
    if (record.checker) {
      const { totalFen } = await repaidSoFar(tx.sql, key)
      return { amountFen, balanceFen: amountFen - totalFen, changed: false }
    }
    if (maker === context.actor) throw new Refused(ownRecord(paymentNo, maker))
    await refuseUnlessPaid(tx, number, key)
    await insertConfirmation(tx.sql, key, record, { checker: context.actor, at: context.now() })
    await audit(tx, context, key, 'confirm', `${number} ${paymentNo} ${amountFen} fen`)
    return { amountFen, balanceFen: amountFen, changed: true }
  })
}

function ownRecord(paymentNo: string, maker: string) {
  return {
    code: 'misdirected.own-record',
    message: `${paymentNo} 的错发由「${maker}」本人登记,不能由本人确认。`,
    remedy: '请由另一位复核人员执行 huimin misdirected confirm。',
  }
}
