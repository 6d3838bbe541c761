import type { Context } from '../../access/context.ts'
import { claimCommand, commandId } from '../../db/command.store.ts'
import { type Fen, formatYuan } from '../../kernel/money.ts'
import { Refused } from '../../kernel/refusal.ts'
import { insertRepayment, latestRecord, repaidSoFar } from '../../reissue/misdirected.store.ts'
import { audit, type MisdirectedResult, notRecorded, onPayment, requiredReason } from './misdirected-payment.ts'

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
    if (!record) throw new Refused(notRecorded(number, paymentNo))
    if (!record.checker) throw new Refused(notConfirmed(paymentNo))
    const { times, totalFen } = await repaidSoFar(tx.sql, key)
    const left = record.amountFen - totalFen
    // one receipt is one repayment, however often it is entered; masked, two long receipt numbers may look the same
    const id = commandId('misdirected.repaid', [key.runId, paymentNo, amountFen, typed.trim()])
    const command = { id, what: 'misdirected.repaid', actor: context.actor, at: context.now() }
    if (await claimCommand(tx, key.county, command)) return { amountFen, balanceFen: left, changed: false }
    if (amountFen <= 0n || amountFen > left) throw new Refused(beyondClaim(paymentNo, amountFen, left))
    const repayment = { repaymentNo: times + 1, amountFen, why, actor: context.actor, at: context.now() }
    await insertRepayment(tx.sql, key, repayment)
    await audit(tx, context, key, 'repaid', `${number} ${paymentNo} ${amountFen} fen ${why}`)
    return { amountFen, balanceFen: left - amountFen, changed: true }
  })
}

function notConfirmed(paymentNo: string) {
  return {
    code: 'misdirected.not-confirmed',
    message: `${paymentNo} 的错发还没有经复核确认。`,
    remedy: '请先由复核人执行 huimin misdirected confirm,再登记还款。',
  }
}

function beyondClaim(paymentNo: string, amountFen: Fen, left: Fen) {
  return {
    code: 'misdirected.amount-beyond-claim',
    message: `${paymentNo} 尚欠 ${formatYuan(left)} 元,不能登记还款 ${formatYuan(amountFen)} 元。`,
    remedy: '还款应大于零且不超过尚欠金额;请核对凭证上的金额。',
  }
}
