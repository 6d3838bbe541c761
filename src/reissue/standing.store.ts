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
  const { rows } = await client.query(
    `SELECT asked.no,
       CASE WHEN o.outcome IS NOT NULL THEN 'paid' WHEN b.payment_no IS NOT NULL THEN 'unanswered'
         WHEN EXISTS (SELECT FROM payment p WHERE p.county = $1 AND p.run_id = $2 AND p.payment_no = asked.no)
         THEN 'not-sent' ELSE 'not-in-run' END AS standing
     FROM unnest($3::text[]) AS asked (no)
     LEFT JOIN batch_payment b ON b.county = $1 AND b.run_id = $2 AND b.payment_no = asked.no
     LEFT JOIN outcome_in_force o ON o.county = $1 AND o.run_id = $2 AND o.payment_no = asked.no
     ORDER BY asked.no`,
    [county, runId, [...new Set(paymentNos)]],
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
  const { rows } = await client.query(
    `SELECT x.original_payment_no AS old_no, n.payment_no AS new_no, sum(l.amount_fen)::bigint AS fen
     FROM reissue x
     JOIN payment_payee y ON y.county = x.county AND y.run_id = x.original_run_id AND y.attempt = x.original_attempt
       AND y.payment_no = x.original_payment_no
     JOIN payment_payee n ON n.county = x.county AND n.run_id = x.run_id AND n.attempt = $3
       AND n.payee_no = y.payee_no AND n.item = y.item
     JOIN line l ON l.county = x.county AND l.run_month = $4 AND l.run_id = x.run_id AND l.attempt = $3
       AND l.payee_no = n.payee_no AND l.item = n.item
     WHERE x.county = $1 AND x.run_id = $2 AND x.withdrawn_at IS NULL AND x.original_payment_no = ANY($5)
     GROUP BY 1, 2 ORDER BY 1, 2`,
    [run.county, run.runId, run.attempt, run.month, paymentNos],
  )
  return rows.map((row) => ({ paymentNo: row.old_no, newPaymentNo: row.new_no, amountFen: BigInt(row.fen) }))
}
