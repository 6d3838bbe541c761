import { type Asking, rowsOf, sql } from '../db/statement.ts'
import type { Month } from '../kernel/month.ts'
import type { CalculatedRun } from '../run/run-key.ts'

/** An index month as a price run worked it out, by the numbers of what that knew. */
export interface EarlierPriceRun {
  readonly month: Month
  readonly run: string
  readonly indexKnown: number
  readonly policyRevision: number
}

interface EarlierRow {
  readonly month: Month
  readonly run: string
  readonly index_known: string
  readonly policy_revision: string
}

/**
 * For each index month up to the run's own the calculation that knew most among those that were finished, and not void,
 * by an instant: the same however the runs move on later.
 */
export async function earlierPriceRuns(asking: Asking, run: CalculatedRun, by: string): Promise<EarlierPriceRun[]> {
  const { county, runId, attempt, month } = run
  const rows = await rowsOf(
    asking,
    sql<EarlierRow>`
      WITH before AS (
        SELECT r.run_id, r.month, r.number, c.attempt, c.index_known, c.policy_revision, c.finished_at,
          EXISTS (SELECT FROM run_event v WHERE v.county = r.county AND v.run_id = r.run_id AND v.action = 'void'
            AND v.at <= ${by}) AS void
        FROM run r JOIN calculation c USING (county, run_id)
        WHERE r.county = ${county} AND r.kind = 'price' AND c.finished_at <= ${by}
          AND NOT (r.run_id = ${runId} AND c.attempt >= ${attempt})),
      worked AS (SELECT DISTINCT month FROM before WHERE month <= ${month} AND (month = ${month} OR NOT void))
      SELECT DISTINCT ON (w.month) w.month, b.number AS run, b.index_known, b.policy_revision
      FROM worked w JOIN before b ON CASE WHEN w.month = ${month} THEN b.month = ${month}
        ELSE b.month >= w.month AND b.run_id <> ${runId} AND NOT b.void END
      ORDER BY w.month, b.finished_at DESC, b.run_id DESC, b.attempt DESC`,
  )
  return rows.map(({ month, run, index_known, policy_revision }) => ({
    ...{ month, run, indexKnown: Number(index_known), policyRevision: Number(policy_revision) },
  }))
}
