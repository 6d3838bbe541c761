import { type Asking, rowOf, rowsOf, sql } from '../db/statement.ts'
import type { RunKey } from '../run/run-key.ts'

/** A contradiction, or a decision, that waits for a person. */
export interface OpenQuestion {
  readonly paymentNo: string
  readonly earlier: string
  readonly said: string
}
export interface OpenDecision {
  readonly paymentNo: string
  readonly batchNo: string | null
  readonly outcome: string
  readonly why: string
  readonly maker: string
}

/** A return that was not applied. */
export interface RefusedReturn {
  readonly fileName: string
  readonly problems: number
  readonly at: string
}

/** What two returns say differently of a payment. */
export async function openQuestions(asking: Asking, { county, runId }: RunKey): Promise<OpenQuestion[]> {
  return await rowsOf(
    asking,
    sql<OpenQuestion>`
      SELECT DISTINCT payment_no AS "paymentNo", earlier, said FROM outcome_question
      WHERE county = ${county} AND run_id = ${runId} ORDER BY 1`,
  )
}

/** One of the payments in question, and how many questions there are; null where none is. */
export async function anyQuestion(
  asking: Asking,
  { county, runId }: RunKey,
): Promise<{ readonly paymentNo: string; readonly count: number } | null> {
  const found = await rowOf(
    asking,
    sql<{ paymentNo: string; count: number }>`
      SELECT payment_no AS "paymentNo", (count(*) OVER ())::int AS count FROM outcome_question
      WHERE county = ${county} AND run_id = ${runId} LIMIT 1`,
  )
  return found ?? null
}

/** The latest decisions that nobody has confirmed; one about a whole file comes once. */
export async function openDecisions(asking: Asking, { county, runId }: RunKey): Promise<OpenDecision[]> {
  return await rowsOf(
    asking,
    sql<OpenDecision>`
      SELECT CASE WHEN batch_no IS NULL THEN payment_no ELSE '' END AS "paymentNo", batch_no AS "batchNo", outcome, why,
        maker
      FROM outcome_decision d WHERE county = ${county} AND run_id = ${runId} AND NOT EXISTS (
        SELECT FROM outcome_decision later WHERE later.county = d.county AND later.run_id = d.run_id
          AND later.payment_no = d.payment_no AND later.decision_no > d.decision_no)
        AND NOT EXISTS (SELECT FROM outcome_confirmation c WHERE c.county = d.county AND c.run_id = d.run_id
          AND c.payment_no = d.payment_no AND c.decision_no = d.decision_no)
      GROUP BY 1, 2, 3, 4, 5 ORDER BY 2, 1`,
  )
}

/** Returns that were refused since the last one that was applied. */
export async function refusedSince(asking: Asking, { county, runId }: RunKey): Promise<RefusedReturn[]> {
  return await rowsOf(
    asking,
    sql<RefusedReturn>`
      SELECT file_name AS "fileName", problems::int AS problems, at FROM return_refusal
      WHERE county = ${county} AND run_id = ${runId} AND after_return = (SELECT coalesce(max(return_no), 0) FROM return_file
        WHERE county = ${county} AND run_id = ${runId}) ORDER BY refusal_no`,
  )
}
