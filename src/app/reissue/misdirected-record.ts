import type { Context } from '../../access/context.ts'
import { personIdentity } from '../../db/cipher.ts'
import { readIdNumber } from '../../kernel/identifiers.ts'
import { Refused } from '../../kernel/refusal.ts'
import { maskIdNumber } from '../../kernel/sensitive.ts'
import { sentAmount } from '../../payment/sent.store.ts'
import { insertRecord, latestRecord, type MisdirectedRecord } from '../../reissue/misdirected.store.ts'
import { MISDIRECTED_REFUSALS } from '../../reissue/misdirected-refusals.ts'
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
    if (earlier?.checker) {
      const { checker, confirmedAt } = earlier
      throw new Refused(MISDIRECTED_REFUSALS['misdirected.confirmed-already'](paymentNo, checker, confirmedAt!))
    }
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
  throw new Refused(MISDIRECTED_REFUSALS['misdirected.id-invalid'](maskIdNumber(id)))
}

function sameBytes(one: Buffer | undefined, other: Buffer | undefined): boolean {
  return one && other ? one.equals(other) : one === other
}
