import type { Context } from '../../access/context.ts'
import { isAreaPrefix } from '../../kernel/area.ts'
import { Refused } from '../../kernel/refusal.ts'
import { latestRevision } from '../../policy/policy.store.ts'
import { readIndexFigures } from '../../registry/index-figures.store.ts'
import { type PriceChange, priceChange } from '../../reports/price-decision-change.ts'
import {
  latestPriceRuns,
  type PriceRun,
  type SettledDifference,
  settledDifferences,
} from '../../reports/price-runs.store.ts'
import { decidePrice } from '../../rules/price-subsidy/decide-price.ts'
import type { PriceDecision } from '../../rules/price-subsidy/price-decision.ts'
import { RUN_REFUSALS } from '../../run/refusals.ts'
import { PriceKnowledges } from './price-knowledge.ts'

/** One index month of an area as decided by what is known now, beside the price run that paid it. */
export interface PriceMonth {
  readonly decision: PriceDecision
  readonly run: PriceRun | null
  /** A figure was published anew after the run knew its indices. */
  readonly revised: boolean
  /** What differs from what the run knew; null where nothing does, or nothing was calculated. */
  readonly change: PriceChange | null
  /** 补发 and 追回 of the month that later price runs have lined up. */
  readonly settled: readonly SettledDifference[]
  /** A later price run was calculated with what is known now, so that its lines hold the whole difference. */
  readonly caughtUp: boolean
}

/** Every index month of an area since its first figure: what was published, what it means, what was paid. */
export async function priceStatus({ database }: Context, area: string): Promise<PriceMonth[]> {
  if (!isAreaPrefix(area) || area === '') {
    throw new Refused(RUN_REFUSALS['price.area-invalid'](area))
  }
  const latest = { policyRevision: await latestRevision(database.sql), indexKnown: Number.MAX_SAFE_INTEGER }
  const figures = await readIndexFigures(database.sql, latest.indexKnown)
  const months = figures.filter((figure) => area.startsWith(figure.area)).map(({ month }) => month)
  const runs = await latestPriceRuns(database.pool, area.slice(0, 6))
  const settled = await settledDifferences(database.pool, area.slice(0, 6))
  const knowledges = new PriceKnowledges(database.sql)
  const changeSince = async (month: string, run: PriceRun) =>
    priceChange({ area, month }, await knowledges.of(run, area, month), await knowledges.of(latest, area, month))
  const result: PriceMonth[] = []
  for (const month of [...new Set([...months, ...runs.keys()])].sort()) {
    const { lookup, indices } = await knowledges.of(latest, area, month)
    const run = runs.get(month) ?? null
    const change = run && (await changeSince(month, run))
    const later = [...runs].filter(([other]) => other > month).map(([, one]) => one)
    const caughtUp = change !== null && (await someAsync(later, async (one) => !(await changeSince(month, one))))
    result.push({
      decision: decidePrice({ area, month }, lookup, indices),
      run,
      revised: (change?.figures.length ?? 0) > 0,
      change,
      settled: settled.get(month) ?? [],
      caughtUp,
    })
  }
  return result
}

async function someAsync<T>(items: readonly T[], holds: (item: T) => Promise<boolean>): Promise<boolean> {
  for (const item of items) if (await holds(item)) return true
  return false
}
