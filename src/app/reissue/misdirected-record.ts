import type { Context } from '../../access/context.ts'
import { personIdentity } from '../../db/cipher.ts'
import { readIdNumber } from '../../kernel/identifiers.ts'
import { Refused } from '../../kernel/refusal.ts'
import { maskIdNumber } from '../../kernel/sensitive.ts'
import { sentAmount } from '../../payment/sent.store.ts'
import { insertRecord, latestRecord, type MisdirectedRecord } from '../../reissue/misdirected.store.ts'
import { audit, type MisdirectedResult, onPayment, refuseUnlessPaid, requiredReason } from './misdirected-payment.ts'

/** The maker writes down that a paid payment went to a wrong account (错发). Nothing follows until it is confirmed. */
export async function recordMisdirected(
  context: Context,
  number: string,
  paymentNo: string,
  { why: typed, receivedBy }: { readonly why: string; readonly receivedBy?: string },
): Promise<MisdirectedResult> {
  const why = requiredReason(typed)
  const receiver = receivedBy === undefined ? null : sealReceiver(context, receivedBy)
  return await onPayment(context, number, paymentNo, 'maker', async (tx, key) => {
    const earlier = await latestRecord(tx.sql, key)
    if (earlier?.checker) throw new Refused(confirmedAlready(paymentNo, earlier))
    await refuseUnlessPaid(tx, number, key)
    const amountFen = await sentAmount(tx.sql, key, paymentNo)
    const same = earlier?.why === why && sameBytes(earlier.receiver?.hash, receiver?.hash)
    if (same && earlier.maker === context.actor) return { amountFen, balanceFen: 0n, changed: false }
    const recordNo = (earlier?.recordNo ?? 0) + 1
    const record = { recordNo, amountFen, receiver, why, maker: context.actor, recordedAt: context.now() }
    await insertRecord(tx.sql, key, record)
    await audit(tx, context, key, 'record', `${number} ${paymentNo} ${amountFen} fen ${why}`)
    return { amountFen, balanceFen: 0n, changed: true }
  })
}

function sealReceiver({ cipher }: Context, id: string): MisdirectedRecord['receiver'] {
  const reading = readIdNumber(id)
  if (reading.ok) {
    const hash = cipher.hash('id', reading.id)
    return { hash, sealed: cipher.seal(reading.id, personIdentity(hash)) }
  }
  const message = `收款人身份证号 ${maskIdNumber(id)} 不对。`
  throw new Refused({ code: 'misdirected.id-invalid', message, remedy: '请核对 18 位身份证号;不知道的可以不写。' })
}

function sameBytes(one: Buffer | undefined, other: Buffer | undefined): boolean {
  return one && other ? one.equals(other) : one === other
}

function confirmedAlready(paymentNo: string, { checker, confirmedAt }: MisdirectedRecord) {
  return {
    code: 'misdirected.confirmed-already',
    message: `${paymentNo} 的错发已由「${checker}」于 ${confirmedAt} 确认。`,
    remedy: '确认后不再改动;收到还款请用 huimin misdirected repaid 登记。',
  }
}
