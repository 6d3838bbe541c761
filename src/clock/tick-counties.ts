import type { Context } from '../access/context.ts'
import { isOwnCounty } from '../access/own-county.ts'
import { addMonths, type Month } from '../kernel/month.ts'
import type { RunState } from '../run/run-state.ts'
import type { Tick } from './tick-job.ts'

/** A county and the month of its first regular run: from there on the clock counts its months. */
export interface CountyStart {
  readonly county: string
  readonly first: Month
}

/** The counties with a regular run that is not void. */
export async function startedCounties({ database }: Context): Promise<CountyStart[]> {
  const { rows } = await database.pool.query(
    `SELECT county, min(month) AS first FROM run WHERE kind = 'regular' AND state <> 'void'
     GROUP BY county ORDER BY county`,
  )
  return rows
}

/** The counties that have started, and those of the actor that have not and for which the setting names a first month. */
export async function countedCounties({ context, settings }: Tick): Promise<CountyStart[]> {
  const started = await startedCounties(context)
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

/** A run of a kind as a job needs to know it. */
export interface KnownRun {
  readonly county: string
  readonly month: Month
  readonly number: string
  readonly state: RunState
}

/** The runs of one kind by `county month`, a live one before a void one. */
export async function runsByMonth({ database }: Context, kind: string): Promise<Map<string, KnownRun>> {
  const { rows } = await database.pool.query(
    `SELECT DISTINCT ON (county, month) county, month, number, state FROM run WHERE kind = $1
     ORDER BY county, month, state = 'void', run_id DESC`,
    [kind],
  )
  return new Map(rows.map((row: KnownRun) => [`${row.county} ${row.month}`, row]))
}
