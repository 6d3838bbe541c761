import { carryOut, createTemporary, rowsOf, sql } from '../db/statement.ts'
import type { Tx } from '../db/transaction.ts'
import type { Fen } from '../kernel/money.ts'
import type { CalculatedRun } from '../run/run-key.ts'

/**
 * Gathers, in a table of this transaction, every payment of the run with what its lines say (approved_fen), the file it
 * went out in, and how it stands. Lines that belong to no payment stand in it with an empty payment_no. The lines
 * themselves, summed by payee, item and type, are in the table `payee_lines`.
 */
export async function gatherReconciled(tx: Tx, run: CalculatedRun): Promise<void> {
  const of = sql`county = ${run.county} AND run_id = ${run.runId} AND attempt = ${run.attempt}`
  await createTemporary(
    tx.client,
    'payee_lines',
    sql`SELECT payee_no, item, type, payment_no, fen, lines
        FROM (SELECT payee_no, item, type, sum(amount_fen)::bigint AS fen, count(*) AS lines FROM line
              WHERE ${of} AND run_month = ${run.month} GROUP BY payee_no, item, type) l
        LEFT JOIN (SELECT payee_no, item, payment_no FROM payment_payee WHERE ${of}) x USING (payee_no, item)`,
  )
  await createTemporary(
    tx.client,
    'reconciled',
    sql`
    WITH approved AS MATERIALIZED (
      SELECT coalesce(payment_no, '') AS payment_no, CASE WHEN payment_no IS NULL THEN item END AS item, sum(fen) AS fen
      FROM payee_lines GROUP BY 1, 2 HAVING sum(fen) <> 0),
    paid AS (SELECT * FROM payment WHERE ${of})
    SELECT coalesce(p.payment_no, '') AS payment_no, coalesce(p.item, a.item) AS item, p.area, p.payee_no,
      left(coalesce(p.area, ''), 9) AS township, coalesce(m.bank, p.bank, '') AS bank, p.from_month, p.to_month,
      coalesce(m.account_owner, p.account_owner) AS account_owner,
      coalesce(m.account_from, p.account_from) AS account_from,
      coalesce(m.account_known, p.account_known) AS account_known,
      coalesce(a.fen, 0)::bigint AS approved_fen, coalesce(p.amount_fen, 0) AS amount_fen,
      b.batch_no, o.outcome, o.amount_fen AS outcome_fen, o.return_no, o.decision_no,
      CASE WHEN o.decision_no IS NULL THEN o.reason ELSE '人工认定:' || o.reason END AS reason
    FROM paid p FULL JOIN approved a ON a.payment_no = p.payment_no
    LEFT JOIN payment_release m ON m.county = p.county AND m.run_id = p.run_id AND m.attempt = p.attempt
      AND m.payment_no = p.payment_no
    LEFT JOIN batch_payment b ON b.county = p.county AND b.run_id = p.run_id AND b.payment_no = p.payment_no
    LEFT JOIN outcome_in_force o ON o.county = p.county AND o.run_id = p.run_id AND o.payment_no = p.payment_no`,
  )
  await carryOut(tx.client, sql`ANALYZE reconciled (payment_no, item, township, bank, batch_no, outcome, return_no)`)
}

export interface Amounts {
  readonly payments: number
  readonly fen: Fen
}

/** One row of 对账汇总: an item in a township at a bank. */
export interface SummaryRow {
  readonly item: string
  readonly township: string
  /** Empty where there is no account. */
  readonly bank: string
  readonly approved: Amounts
  readonly exported: Amounts
  readonly paid: Amounts
  readonly failed: Amounts
  readonly unknown: Amounts
  readonly held: Amounts
}

export const STAGES = ['approved', 'exported', 'paid', 'failed', 'unknown', 'held'] as const
export type Stage = (typeof STAGES)[number]

/** Which amount of which gathered payments a stage counts. */
const COUNTED = {
  approved: { fen: sql`approved_fen`, where: sql`true` },
  exported: { fen: sql`amount_fen`, where: sql`batch_no IS NOT NULL` },
  paid: { fen: sql`outcome_fen`, where: sql`outcome = 'paid'` },
  failed: { fen: sql`outcome_fen`, where: sql`outcome = 'failed'` },
  unknown: { fen: sql`amount_fen`, where: sql`batch_no IS NOT NULL AND outcome IS NULL` },
  held: { fen: sql`amount_fen`, where: sql`batch_no IS NULL AND payment_no <> ''` },
}

type SumsRow = Readonly<Record<'item' | 'township' | 'bank' | `${Stage}_payments` | `${Stage}_fen`, string>>

/** The gathered payments by item, township and bank. */
export async function summarise(tx: Tx): Promise<SummaryRow[]> {
  const sums = STAGES.map((stage) => {
    const { fen, where } = COUNTED[stage]
    return sql`count(*) FILTER (WHERE ${where}) AS ${sql.ref(`${stage}_payments`)},
      coalesce(sum(${fen}) FILTER (WHERE ${where}), 0)::bigint AS ${sql.ref(`${stage}_fen`)}`
  })
  const rows = await rowsOf(
    tx.client,
    sql<SumsRow>`
      SELECT item, township, bank, ${sql.join(sums)} FROM reconciled GROUP BY item, township, bank
      ORDER BY item COLLATE "C", township COLLATE "C", bank COLLATE "C"`,
  )
  return rows.map((row) => ({ item: row.item, township: row.township, bank: row.bank, ...stagesOf(row) }))
}

function stagesOf(row: SumsRow): Record<Stage, Amounts> {
  const amounts = (stage: Stage): Amounts => ({
    payments: Number(row[`${stage}_payments`]),
    fen: BigInt(row[`${stage}_fen`]),
  })
  return {
    approved: amounts('approved'),
    exported: amounts('exported'),
    paid: amounts('paid'),
    failed: amounts('failed'),
    unknown: amounts('unknown'),
    held: amounts('held'),
  }
}

/** All rows of a summary together. */
export function totalsOf(rows: readonly SummaryRow[]): Record<Stage, Amounts> {
  const total = (stage: Stage): Amounts => ({
    payments: rows.reduce((sum, row) => sum + row[stage].payments, 0),
    fen: rows.reduce((sum, row) => sum + row[stage].fen, 0n),
  })
  return {
    approved: total('approved'),
    exported: total('exported'),
    paid: total('paid'),
    failed: total('failed'),
    unknown: total('unknown'),
    held: total('held'),
  }
}
