import type { Attempt } from '../../calculation/calculation.store.ts'
import type { Database } from '../../db/connect.ts'
import type { Month } from '../../kernel/month.ts'
import type { EarlierCalculation } from '../../reports/price-decision.ts'
import { priceChange } from '../../reports/price-decision-change.ts'
import type { Run } from '../../run/run.store.ts'
import type { KnownThen, PriceKnowledges } from './price-knowledge.ts'

interface EarlierRun extends KnownThen {
  readonly month: Month
  readonly run: string
}

/**
 * The index months up to the run's own that had been worked out before its calculation, and what differs since for each
 * place: the month itself by a voided run or an earlier attempt, an earlier month by whichever price run knew most.
 */
export async function earlierCalculations(
  pool: Database['pool'],
  run: Run,
  attempt: Attempt,
  places: readonly string[],
  knowledges: PriceKnowledges,
): Promise<EarlierCalculation[]> {
  const found: EarlierCalculation[] = []
  for (const earlier of await earlierRuns(pool, run, attempt)) {
    const { month, run: number } = earlier
    const changes = await Promise.all(
      places.map(async (area) =>
        priceChange(
          { area, month },
          await knowledges.of(earlier, area, month),
          await knowledges.of(attempt, area, month),
        ),
      ),
    )
    const changed = changes.filter((change) => change !== null)
    // an earlier attempt of the same run that knew the same is no news
    if (changed.length === 0 && number !== run.number) found.push({ month, run: number, change: null })
    found.push(...changed.map((change) => ({ month, run: number, change })))
  }
  return found
}

/** What was calculated, and not void, when the attempt took its knowledge: the same however the runs move on later. */
async function earlierRuns(pool: Database['pool'], run: Run, { attempt, knownAt }: Attempt): Promise<EarlierRun[]> {
  const { rows } = await pool.query(
    `WITH before AS (
       SELECT r.run_id, r.month, r.number, c.attempt, c.index_known, c.policy_revision, c.finished_at,
         EXISTS (SELECT FROM run_event v WHERE v.county = r.county AND v.run_id = r.run_id AND v.action = 'void'
           AND v.at <= $5) AS void
       FROM run r JOIN calculation c USING (county, run_id)
       WHERE r.county = $1 AND r.kind = 'price' AND c.finished_at <= $5
         AND NOT (r.run_id = $2 AND c.attempt >= $3)),
     worked AS (SELECT DISTINCT month FROM before WHERE month <= $4 AND (month = $4 OR NOT void))
     SELECT DISTINCT ON (w.month) w.month, b.number, b.index_known, b.policy_revision
     FROM worked w JOIN before b ON CASE WHEN w.month = $4 THEN b.month = $4
       ELSE b.month >= w.month AND b.run_id <> $2 AND NOT b.void END
     ORDER BY w.month, b.finished_at DESC, b.run_id DESC, b.attempt DESC`,
    [run.county, run.runId, attempt, run.month, knownAt],
  )
  return rows.map(({ month, number, index_known, policy_revision }) => ({
    ...{ month, run: number, indexKnown: Number(index_known), policyRevision: Number(policy_revision) },
  }))
}
