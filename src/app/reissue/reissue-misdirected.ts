import { type Context, requireRole } from '../../access/context.ts'
import type { Role } from '../../access/role.ts'
import { typedReason } from '../../access/typed-reason.ts'
import { appendAudit } from '../../db/audit.store.ts'
import { personIdentity } from '../../db/cipher.ts'
import { claimCommand, commandId } from '../../db/command.store.ts'
import { inTransaction, type Tx } from '../../db/transaction.ts'
import { readIdNumber } from '../../kernel/identifiers.ts'
import { type Fen, formatYuan } from '../../kernel/money.ts'
import { Refused } from '../../kernel/refusal.ts'
import { maskIdNumber } from '../../kernel/sensitive.ts'
import { type Claim, listClaims } from '../../reissue/claim-list.store.ts'
import {
  insertConfirmation,
  insertRecord,
  insertRepayment,
  latestRecord,
  type MisdirectedRecord,
  type PaymentKey,
  repaidSoFar,
} from '../../reissue/misdirected.store.ts'
import { standingOf } from '../../reissue/standing.store.ts'
import { findRun, type Run } from '../../run/run.store.ts'

export interface MisdirectedResult {
  readonly run: string
  readonly paymentNo: string
  readonly amountFen: Fen
  /** What is still to be handed back. */
  readonly balanceFen: Fen
  /** False when the very same had been done before. */
  readonly changed: boolean
}

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
    const amountFen = await amountOf(tx, key)
    const same = earlier?.why === why && sameBytes(earlier.receiver?.hash, receiver?.hash)
    if (same && earlier.maker === context.actor) return { amountFen, balanceFen: 0n, changed: false }
    const recordNo = (earlier?.recordNo ?? 0) + 1
    const record = { recordNo, amountFen, receiver, why, maker: context.actor, recordedAt: context.now() }
    await insertRecord(tx.sql, key, record)
    await audit(tx, context, key, 'record', `${number} ${paymentNo} ${amountFen} fen ${why}`)
    return { amountFen, balanceFen: 0n, changed: true }
  })
}

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

/** Every misdirected payment with what is still owed; receivers' numbers are masked. */
export async function misdirectedClaims(
  context: Context,
  county?: string,
): Promise<(Omit<Claim, 'receiver'> & { readonly receivedBy: string | null })[]> {
  await requireRole(context, 'maker', 'checker', 'auditor', 'admin')
  const claims = await inTransaction(context.database.pool, (tx) => listClaims(tx.client, county ?? null))
  return claims.map(({ receiver, ...claim }) => ({
    ...claim,
    receivedBy: receiver && maskIdNumber(context.cipher.open(receiver.sealed, personIdentity(receiver.hash))),
  }))
}

async function onPayment(
  context: Context,
  number: string,
  paymentNo: string,
  role: Role,
  work: (tx: Tx, key: PaymentKey, run: Run) => Promise<Omit<MisdirectedResult, 'run' | 'paymentNo'>>,
): Promise<MisdirectedResult> {
  await requireRole(context, role)
  return await inTransaction(context.database.pool, async (tx) => {
    await tx.sql.selectFrom('run').select('run_id').where('number', '=', number).forUpdate().execute()
    const run = await findRun(tx.sql, number)
    return { run: number, paymentNo, ...(await work(tx, { county: run.county, runId: run.runId, paymentNo }, run)) }
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

async function refuseUnlessPaid(tx: Tx, number: string, key: PaymentKey): Promise<void> {
  const { rows } = await tx.client.query(
    `SELECT outcome FROM outcome_in_force WHERE county = $1 AND run_id = $2 AND payment_no = $3`,
    [key.county, key.runId, key.paymentNo],
  )
  if (rows[0]?.outcome === 'paid') return
  const standing = (await standingOf(tx.client, key, [key.paymentNo])).get(key.paymentNo)!
  const words = {
    'not-in-run': '不在该批次中',
    'not-sent': '还没有发给银行',
    unanswered: '银行还没有答复',
    paid: '银行已退回',
  }
  throw new Refused({
    code: standing === 'not-in-run' ? 'misdirected.payment-unknown' : 'misdirected.not-paid',
    message: `批次 ${number} 的 ${key.paymentNo} ${words[standing]},谈不上错发。`,
    remedy: '只有银行已发放成功的款项才能登记为错发;退回的款项请用 huimin reissue 重发。',
  })
}

async function amountOf({ sql }: Tx, { county, runId, paymentNo }: PaymentKey): Promise<Fen> {
  const query = sql
    .selectFrom('batch_payment as b')
    .innerJoin('payment as p', (on) =>
      on
        .onRef('p.county', '=', 'b.county')
        .onRef('p.run_id', '=', 'b.run_id')
        .onRef('p.attempt', '=', 'b.attempt')
        .onRef('p.payment_no', '=', 'b.payment_no'),
    )
  const one = query.select('p.amount_fen').where('b.county', '=', county).where('b.run_id', '=', runId)
  return BigInt((await one.where('b.payment_no', '=', paymentNo).executeTakeFirstOrThrow()).amount_fen)
}

async function audit(tx: Tx, context: Context, key: PaymentKey, action: string, detail: string): Promise<void> {
  const entry = { at: context.now(), actor: context.actor, action: `misdirected.${action}`, detail }
  await appendAudit(tx, key.county, entry)
}

function requiredReason(typed: string): string {
  const why = typedReason(typed)
  if (why !== '') return why
  const remedy = '请用 --why 写明怎么发现的、错在哪里,或还款的凭证。'
  throw new Refused({ code: 'misdirected.reason-missing', message: '没有写明原因。', remedy })
}

function confirmedAlready(paymentNo: string, { checker, confirmedAt }: MisdirectedRecord) {
  return {
    code: 'misdirected.confirmed-already',
    message: `${paymentNo} 的错发已由「${checker}」于 ${confirmedAt} 确认。`,
    remedy: '确认后不再改动;收到还款请用 huimin misdirected repaid 登记。',
  }
}

function notRecorded(number: string, paymentNo: string) {
  return {
    code: 'misdirected.not-recorded',
    message: `批次 ${number} 的 ${paymentNo} 没有登记为错发。`,
    remedy: '请先由经办登记:huimin misdirected record。',
  }
}

function ownRecord(paymentNo: string, maker: string) {
  return {
    code: 'misdirected.own-record',
    message: `${paymentNo} 的错发由「${maker}」本人登记,不能由本人确认。`,
    remedy: '请由另一位复核人员执行 huimin misdirected confirm。',
  }
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
