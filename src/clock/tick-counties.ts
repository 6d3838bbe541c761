import { isOwnCounty } from '../access/own-county.ts'
import { addMonths, type Month } from '../kernel/month.ts'
import { type CountyStart, startedCounties } from './clock-runs.store.ts'
import type { Tick } from './tick-job.ts'

/** The counties that have started, and those of the actor that have not and for which the setting names a first month. */
export async function countedCounties({ context, settings }: Tick): Promise<CountyStart[]> {
  const started = await startedCounties(context.database.pool)
  const known = new Set(started.map(({ county }) => county))
  const told = Object.entries(settings.payroll.firstMonths).map(([county, first]) => ({ county, first }))
  return [...started, ...told.filter(({ county }) => !known.has(county) && isOwnCounty(context, county))]
}

/** Every month from `first` to `last`, both included. */
export function monthsFrom(first: Month, last: Month): Month[] {
  const months: Month[] = []
  for (let month = first; month <= last; month = addMonths(month, 1)) months.push(month)
  return months
}
