import type { Attempt } from '../../calculation/calculation.store.ts'
import type { Database } from '../../db/connect.ts'
import { earlierPriceRuns } from '../../reports/earlier-price-runs.store.ts'
import type { EarlierCalculation } from '../../reports/price-decision.ts'
import { priceChange } from '../../reports/price-decision-change.ts'
import type { Run } from '../../run/run.store.ts'
import type { PriceKnowledges } from './price-knowledge.ts'

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
  for (const earlier of await earlierPriceRuns(pool, { ...run, attempt: attempt.attempt }, attempt.knownAt)) {
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
