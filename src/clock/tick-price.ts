import { loadDecisions } from '../calculation/engine/case-computer.ts'
import type { Month } from '../kernel/month.ts'
import { latestRevision } from '../policy/policy.store.ts'
import { areasOf } from '../registry/areas.store.ts'
import { readIndexFigures } from '../registry/index-figures.store.ts'
import type { IndexFigure } from '../rules/price-subsidy/index-book.ts'
import { type CountyStart, runsByMonth, startedCounties } from './clock-runs.store.ts'
import type { JobStep, Occurrence, Tick } from './tick-job.ts'
import { openAndCalculate } from './tick-open-run.ts'

/**
 * Opens and calculates the price run of an index month once what was published decides it, whether it fires or not, for
 * counties whose documents set a trigger. A month that is still undecided waits for its figures.
 */
export const priceStep: JobStep = {
  inOrder: true,
  async due(tick, { begun }) {
    const runs = await runsByMonth(tick.context.database.pool, 'price')
    const due: Occurrence[] = []
    const figures = await readIndexFigures(tick.context.database.sql, EVERYTHING)
    for (const start of await startedCounties(tick.context.database.pool)) {
      for (const month of publishedMonths(tick, start, figures)) {
        const id = `${start.county} ${month}`
        if (begun.has(id)) due.push({ county: start.county, key: month, dueOn: tick.today })
        else if (!runs.has(id) && (await isDecided(tick, start.county, month)))
          due.push({ county: start.county, key: month, dueOn: tick.today })
      }
    }
    return due
  },
  run: (tick, { county, key }) => openAndCalculate(tick, { county, month: key, kind: 'price' }),
}

const EVERYTHING = Number.MAX_SAFE_INTEGER

/** Index months since the county's first with a figure that binds it. */
function publishedMonths({ today }: Tick, { county, first }: CountyStart, figures: readonly IndexFigure[]): Month[] {
  const binding = figures.filter(({ area }) => area.startsWith(county) || county.startsWith(area))
  const months = [...new Set(binding.map(({ month }) => month))].sort()
  return months.filter((month) => month >= first && month <= today.slice(0, 7))
}

/** True when every place of the county with a rule is decided, and at least one has a rule. */
async function isDecided({ context }: Tick, county: string, month: Month): Promise<boolean> {
  const { sql, pool } = context.database
  const knowledge = { policyRevision: await latestRevision(sql), indexKnown: EVERYTHING }
  const decisionFor = await loadDecisions(sql, month, knowledge)
  const outcomes = (await areasOf(pool, county)).map((area) => decisionFor(area).outcome)
  return outcomes.some((one) => one === 'fired' || one === 'not-fired') && !outcomes.includes('undecided')
}
