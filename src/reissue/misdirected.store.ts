import type { Tx } from '../db/transaction.ts'
import type { Fen } from '../kernel/money.ts'

/** A payment as it is called by: the run it was sent with and its 支付编号. */
export interface PaymentKey {
  readonly county: string
  readonly runId: string
  readonly paymentNo: string
}

/** What is on record of one payment that went to a wrong account. */
export interface MisdirectedRecord {
  readonly recordNo: number
  readonly amountFen: Fen
  readonly receiver: { readonly hash: Buffer; readonly sealed: Buffer } | null
  readonly why: string
  readonly maker: string
  readonly recordedAt: string
  readonly checker: string | null
  readonly confirmedAt: string | null
}

/** The record made last for a payment, or null. */
export async function latestRecord(db: Tx['sql'], key: PaymentKey): Promise<MisdirectedRecord | null> {
  const row = await db
    .selectFrom('misdirected as m')
    .leftJoin('misdirected_confirmation as c', (on) =>
      on
        .onRef('c.county', '=', 'm.county')
        .onRef('c.run_id', '=', 'm.run_id')
        .onRef('c.payment_no', '=', 'm.payment_no')
        .onRef('c.record_no', '=', 'm.record_no'),
    )
    .selectAll('m')
    .select(['c.checker', 'c.confirmed_at'])
    .where('m.county', '=', key.county)
    .where('m.run_id', '=', key.runId)
    .where('m.payment_no', '=', key.paymentNo)
    .orderBy('m.record_no', 'desc')
    .limit(1)
    .executeTakeFirst()
  if (!row) return null
  const { receiver_hash: hash, receiver_sealed: sealed } = row
  return {
    recordNo: row.record_no,
    amountFen: BigInt(row.amount_fen),
    receiver: hash && sealed ? { hash, sealed } : null,
    why: row.why,
    maker: row.maker,
    recordedAt: row.recorded_at,
    checker: row.checker,
    confirmedAt: row.confirmed_at,
  }
}

export async function insertRecord(
  db: Tx['sql'],
  { county, runId, paymentNo }: PaymentKey,
  record: Omit<MisdirectedRecord, 'checker' | 'confirmedAt'>,
): Promise<void> {
  await db
    .insertInto('misdirected')
    .values({
      county,
      run_id: runId,
      payment_no: paymentNo,
      record_no: record.recordNo,
      amount_fen: record.amountFen.toString(),
      receiver_hash: record.receiver?.hash ?? null,
      receiver_sealed: record.receiver?.sealed ?? null,
      why: record.why,
      maker: record.maker,
      recorded_at: record.recordedAt,
    })
    .execute()
}

export async function insertConfirmation(
  db: Tx['sql'],
  { county, runId, paymentNo }: PaymentKey,
  { recordNo, maker }: Pick<MisdirectedRecord, 'recordNo' | 'maker'>,
  { checker, at }: { readonly checker: string; readonly at: string },
): Promise<void> {
  await db
    .insertInto('misdirected_confirmation')
    .values({
      county,
      run_id: runId,
      payment_no: paymentNo,
      record_no: recordNo,
      maker,
      checker,
      confirmed_at: at,
    })
    .execute()
}

/** What has been handed back of a misdirected payment, and how often. */
export async function repaidSoFar(db: Tx['sql'], key: PaymentKey): Promise<{ times: number; totalFen: Fen }> {
  const row = await db
    .selectFrom('misdirected_repayment')
    .select(({ fn }) => [fn.countAll<string>().as('times'), fn.sum<string>('amount_fen').as('total')])
    .where('county', '=', key.county)
    .where('run_id', '=', key.runId)
    .where('payment_no', '=', key.paymentNo)
    .executeTakeFirstOrThrow()
  return { times: Number(row.times), totalFen: BigInt(row.total ?? 0) }
}

export async function insertRepayment(
  db: Tx['sql'],
  { county, runId, paymentNo }: PaymentKey,
  repayment: {
    readonly repaymentNo: number
    readonly amountFen: Fen
    readonly why: string
    readonly actor: string
    readonly at: string
  },
): Promise<void> {
  await db
    .insertInto('misdirected_repayment')
    .values({
      county,
      run_id: runId,
      payment_no: paymentNo,
      repayment_no: repayment.repaymentNo,
      amount_fen: repayment.amountFen.toString(),
      why: repayment.why,
      actor: repayment.actor,
      repaid_at: repayment.at,
    })
    .execute()
}
