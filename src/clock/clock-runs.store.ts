import { type Asking, rowsOf, sql } from '../db/statement.ts'
import type { Day, Month } from '../kernel/month.ts'
import { APPROVED_STATES, ENDED_STATES, type RunKind, type RunState } from '../run/run-state.ts'

/** A county and the month of its first regular run: from there on the clock counts its months. */
export interface CountyStart {
  readonly county: string
  readonly first: Month
}

/** The counties with a regular run that is not void. */
export async function startedCounties(asking: Asking): Promise<CountyStart[]> {
  return await rowsOf(
    asking,
    sql<CountyStart>`
      SELECT county, min(month) AS first FROM run WHERE kind = 'regular' AND state <> 'void'
      GROUP BY county ORDER BY county`,
  )
}

/** A run of a kind as a job needs to know it. */
export interface KnownRun {
  readonly county: string
  readonly month: Month
  readonly number: string
  readonly state: RunState
}

/** The runs of one kind by `county month`, a live one before a void one. */
export async function runsByMonth(asking: Asking, kind: RunKind): Promise<Map<string, KnownRun>> {
  const rows = await rowsOf(
    asking,
    sql<KnownRun>`
      SELECT DISTINCT ON (county, month) county, month, number, state FROM run WHERE kind = ${kind}
      ORDER BY county, month, state = 'void', run_id DESC`,
  )
  return new Map(rows.map((row) => [`${row.county} ${row.month}`, row]))
}

/** The counties that ever had a run. */
export async function countiesWithRuns(asking: Asking): Promise<string[]> {
  const counties = sql<{ county: string }>`SELECT DISTINCT county FROM run ORDER BY county`
  return (await rowsOf(asking, counties)).map(({ county }) => county)
}

/** The counties with a run that is neither closed nor void. */
export async function countiesWaiting(asking: Asking): Promise<string[]> {
  const counties = sql<{ county: string }>`
    SELECT DISTINCT county FROM run WHERE state <> ALL(${ENDED_STATES}) ORDER BY county`
  return (await rowsOf(asking, counties)).map(({ county }) => county)
}

/** The numbers of a county's runs that are approved and not closed, and of the closed ones since a month. */
export async function runsToVerify(asking: Asking, county: string, closedSince: Month): Promise<string[]> {
  const runs = sql<{ number: string }>`
    SELECT number FROM run WHERE county = ${county} AND state = ANY(${APPROVED_STATES})
      AND (state <> 'closed' OR month >= ${closedSince}) ORDER BY run_id`
  return (await rowsOf(asking, runs)).map(({ number }) => number)
}

/** A run that is not ended, with its ages in days by the calendar in China. */
export interface WaitingRun {
  readonly number: string
  readonly kind: RunKind
  readonly month: Month
  readonly state: RunState
  readonly opened: Day
  readonly openDays: number
  readonly stateDays: number
}

/** A county's runs that are neither closed nor void. */
export async function waitingRuns(asking: Asking, county: string, today: Day): Promise<WaitingRun[]> {
  return await rowsOf(
    asking,
    sql<WaitingRun>`
      SELECT number, kind, month, state, opened_at::date::text AS opened, ${today}::date - opened_at::date AS "openDays",
        ${today}::date - coalesce((SELECT max(at) FROM run_event e WHERE e.county = r.county AND e.run_id = r.run_id),
          opened_at)::date AS "stateDays"
      FROM run r WHERE county = ${county} AND state <> ALL(${ENDED_STATES}) ORDER BY month, run_id`,
  )
}
