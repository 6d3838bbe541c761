import { addMonths, type Month } from '../kernel/month.ts'
import type { Context } from './context.ts'

/** A county that has a regular run, and the month of its first: from there on the clock counts its months. */
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
  readonly state: string
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
