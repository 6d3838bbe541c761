import { rowsOf, sql } from '../db/statement.ts'
import type { Tx } from '../db/transaction.ts'
import type { Fen } from '../kernel/money.ts'
import type { Run } from '../run/run.store.ts'
import type { Standing } from './choose.ts'

/** How each of these payments of a run stands. */
export async function standingOf(
  client: Tx['client'],
  { county, runId }: Pick<Run, 'county' | 'runId'>,
  paymentNos: readonly string[],
): Promise<Map<string, Standing>> {
  if (paymentNos.length === 0) return new Map()
  const rows = await rowsOf(
    client,
    sql<{ no: string; standing: Standing }>`SELECT asked.no,
       CASE WHEN o.outcome IS NOT NULL THEN 'paid' WHEN b.payment_no IS NOT NULL THEN 'unanswered'
         WHEN EXISTS (SELECT FROM payment p WHERE p.county = ${county} AND p.run_id = ${runId} AND p.payment_no = asked.no)
         THEN 'not-sent' ELSE 'not-in-run' END AS standing
     FROM unnest(${[...new Set(paymentNos)]}::text[]) AS asked (no)
     LEFT JOIN batch_payment b ON b.county = ${county} AND b.run_id = ${runId} AND b.payment_no = asked.no
     LEFT JOIN outcome_in_force o ON o.county = ${county} AND o.run_id = ${runId} AND o.payment_no = asked.no
     ORDER BY asked.no`,
  )
  return new Map(rows.map(({ no, standing }) => [no, standing]))
}

/** Which payments of a supplementary run pay these payments again, each old one with its new ones. */
export async function paidAgain(
  client: Tx['client'],
  run: Run,
  paymentNos: readonly string[],
): Promise<{ paymentNo: string; newPaymentNo: string; amountFen: Fen }[]> {
  if (paymentNos.length === 0) return []
  const rows = await rowsOf(
    client,
    sql<{
      old_no: string
      new_no: string
      fen: string
    }>`SELECT x.original_payment_no AS old_no, n.payment_no AS new_no, sum(l.amount_fen)::bigint AS fen
     FROM reissue x
     JOIN payment_payee y ON y.county = x.county AND y.run_id = x.original_run_id AND y.attempt = x.original_attempt
       AND y.payment_no = x.original_payment_no
     JOIN payment_payee n ON n.county = x.county AND n.run_id = x.run_id AND n.attempt = ${run.attempt}
       AND n.payee_no = y.payee_no AND n.item = y.item
     JOIN line l ON l.county = x.county AND l.run_month = ${run.month} AND l.run_id = x.run_id AND l.attempt = ${run.attempt}
       AND l.payee_no = n.payee_no AND l.item = n.item
     WHERE x.county = ${run.county} AND x.run_id = ${run.runId} AND x.withdrawn_at IS NULL AND x.original_payment_no = ANY(${paymentNos})
     GROUP BY 1, 2 ORDER BY 1, 2`,
  )
  return rows.map((row) => ({ paymentNo: row.old_no, newPaymentNo: row.new_no, amountFen: BigInt(row.fen) }))
}
