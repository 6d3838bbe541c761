import { type Context, requireRole } from '../../access/context.ts'
import { type ImportedReturn, listReturns } from '../../returns/withdrawal.store.ts'
import { findRun } from '../../run/run.store.ts'

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

export interface ReturnsOverview {
  readonly returns: readonly ImportedReturn[]
  readonly questions: readonly OpenQuestion[]
  readonly decisions: readonly OpenDecision[]
  /** Returns that were refused since the last one that was applied. */
  readonly refused: readonly { readonly fileName: string; readonly problems: number; readonly at: string }[]
}

/** What has been said about a run's payments, and what waits for a person. */
export async function overviewReturns(context: Context, number: string): Promise<ReturnsOverview> {
  await requireRole(context, 'maker', 'checker', 'auditor', 'admin')
  const client = await context.database.pool.connect()
  try {
    const run = await findRun(context.database.sql, number)
    const key = [run.county, run.runId]
    const questions = await client.query(
      `SELECT DISTINCT payment_no AS "paymentNo", earlier, said FROM outcome_question
       WHERE county = $1 AND run_id = $2 ORDER BY 1`,
      key,
    )
    const decisions = await client.query(
      `SELECT CASE WHEN batch_no IS NULL THEN payment_no ELSE '' END AS "paymentNo", batch_no AS "batchNo", outcome, why,
         maker
       FROM outcome_decision d WHERE county = $1 AND run_id = $2 AND NOT EXISTS (
         SELECT FROM outcome_decision later WHERE later.county = d.county AND later.run_id = d.run_id
           AND later.payment_no = d.payment_no AND later.decision_no > d.decision_no)
         AND NOT EXISTS (SELECT FROM outcome_confirmation c WHERE c.county = d.county AND c.run_id = d.run_id
           AND c.payment_no = d.payment_no AND c.decision_no = d.decision_no)
       GROUP BY 1, 2, 3, 4, 5 ORDER BY 2, 1`,
      key,
    )
    const refused = await client.query(
      `SELECT file_name AS "fileName", problems::int AS problems, at FROM return_refusal
       WHERE county = $1 AND run_id = $2 AND after_return = (SELECT coalesce(max(return_no), 0) FROM return_file
         WHERE county = $1 AND run_id = $2) ORDER BY refusal_no`,
      key,
    )
    const returns = await listReturns(client, run)
    return { returns, questions: questions.rows, decisions: decisions.rows, refused: refused.rows }
  } finally {
    client.release()
  }
}
