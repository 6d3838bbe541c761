import { onlyRowOf, rowOf, sql } from '../db/statement.ts'
import type { Tx } from '../db/transaction.ts'
import type { Fen } from '../kernel/money.ts'
import type { RunKey } from '../run/run-key.ts'

/** What stands of a payment's outcome by now; null while the bank has said nothing. */
export async function outcomeOf({ client }: Tx, run: RunKey, paymentNo: string): Promise<string | null> {
  const found = await rowOf(
    client,
    sql<{ outcome: string }>`
      SELECT outcome FROM outcome_in_force
      WHERE county = ${run.county} AND run_id = ${run.runId} AND payment_no = ${paymentNo}`,
  )
  return found?.outcome ?? null
}

/** What was sent and has no answer from the bank. */
export async function unansweredFigures({ client }: Tx, run: RunKey): Promise<{ payments: number; totalFen: Fen }> {
  const { payments, fen } = await onlyRowOf(
    client,
    sql<{ payments: number; fen: string }>`
      SELECT count(*)::int AS payments, coalesce(sum(p.amount_fen), 0) AS fen
      FROM batch_payment b JOIN payment p USING (county, run_id, attempt, payment_no)
      WHERE b.county = ${run.county} AND b.run_id = ${run.runId} AND NOT EXISTS (
        SELECT FROM outcome_in_force o WHERE o.county = b.county AND o.run_id = b.run_id AND o.payment_no = b.payment_no)`,
  )
  return { payments, totalFen: BigInt(fen) }
}
