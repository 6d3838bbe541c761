import { type Asking, rowsOf, sql } from '../db/statement.ts'
import { grouped } from '../kernel/grouped.ts'
import type { Fen } from '../kernel/money.ts'
import type { Month } from '../kernel/month.ts'
import type { RunState } from '../run/run-state.ts'

/** The price run of an index month as its latest calculation has it. */
export interface PriceRun {
  readonly number: string
  readonly state: RunState
  readonly persons: number
  readonly totalFen: Fen
  readonly indexKnown: number
  readonly policyRevision: number
}

/** What a later price run lines up for an earlier index month. */
export interface SettledDifference {
  readonly run: string
  readonly state: RunState
  readonly type: 'arrears' | 'recovery'
  readonly persons: number
  readonly totalFen: Fen
}

interface PriceRunRow {
  readonly month: Month
  readonly number: string
  readonly state: RunState
  readonly index_known: string
  readonly policy_revision: string
  readonly total_fen: string
  readonly persons: number
}

/** The county's calculated price runs that are not void, by index month. */
export async function latestPriceRuns(asking: Asking, county: string): Promise<Map<Month, PriceRun>> {
  const rows = await rowsOf(
    asking,
    sql<PriceRunRow>`
      SELECT DISTINCT ON (r.month) r.month, r.number, r.state, c.index_known, c.policy_revision, c.total_fen,
        (SELECT count(DISTINCT person_no)::int FROM line l WHERE l.county = r.county AND l.run_month = r.month
           AND l.run_id = r.run_id AND l.attempt = c.attempt) AS persons
      FROM run r JOIN calculation c USING (county, run_id)
      WHERE r.county = ${county} AND r.kind = 'price' AND r.state <> 'void' AND c.finished_at IS NOT NULL
      ORDER BY r.month, c.attempt DESC`,
  )
  return new Map(
    rows.map(({ month, number, state, persons, ...row }) => [
      month,
      {
        ...{ number, state, persons },
        totalFen: BigInt(row.total_fen),
        indexKnown: Number(row.index_known),
        policyRevision: Number(row.policy_revision),
      },
    ]),
  )
}

interface DifferenceRow extends Omit<SettledDifference, 'totalFen'> {
  readonly month: Month
  readonly total: string
}

/** 补发 and 追回 of earlier index months in the latest calculation of each price run that is not void, by index month. */
export async function settledDifferences(asking: Asking, county: string): Promise<Map<Month, SettledDifference[]>> {
  const rows = await rowsOf(
    asking,
    sql<DifferenceRow>`
      WITH latest AS (
        SELECT r.county, r.run_id, r.month, r.number, r.state, max(c.attempt) AS attempt
        FROM run r JOIN calculation c USING (county, run_id)
        WHERE r.county = ${county} AND r.kind = 'price' AND r.state <> 'void' AND c.finished_at IS NOT NULL
        GROUP BY r.county, r.run_id, r.month, r.number, r.state)
      SELECT l.benefit_month AS month, r.number AS run, r.state, l.type, count(DISTINCT l.person_no)::int AS persons,
        sum(l.amount_fen) AS total
      FROM latest r JOIN line l ON l.county = r.county AND l.run_month = r.month AND l.run_id = r.run_id
        AND l.attempt = r.attempt
      WHERE l.benefit_month < r.month AND l.type IN ('arrears', 'recovery')
      GROUP BY l.benefit_month, r.month, r.number, r.state, l.type ORDER BY l.benefit_month, r.month, l.type`,
  )
  const byMonth = grouped(rows, ({ month }) => month)
  const told = ({ month: _, total, ...row }: DifferenceRow) => ({ ...row, totalFen: BigInt(total) })
  return new Map([...byMonth].map(([month, some]) => [month, some.map(told)]))
}
