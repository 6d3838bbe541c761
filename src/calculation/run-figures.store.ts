import { type Asking, rowsOf, sql } from '../db/statement.ts'
import type { Fen } from '../kernel/money.ts'
import type { CalculatedRun } from '../run/run-key.ts'

/** Yuan of one programme and component of a run. */
export interface ComponentTotal {
  readonly programme: string
  readonly component: string
  readonly type: string
  readonly lines: number
  readonly totalFen: Fen
}

/** How many are listed for one reason, and one of the sentences. */
export interface ExceptionCount {
  readonly effect: string
  readonly code: string
  readonly count: number
  readonly example: string
}

/** One listed case; personal numbers are not in it. */
export interface ListedException {
  readonly effect: string
  readonly code: string
  readonly householdNo: string | null
  readonly enrolmentNo: string | null
  /** Of what is held, the item, which may be in Chinese. */
  readonly programme: string | null
  readonly name: string | null
  readonly benefitMonth: string
  readonly message: string
  readonly basis: string | null
}

type Of = Pick<CalculatedRun, 'county' | 'month' | 'runId' | 'attempt'>

const rowsOfAttempt = ({ county, month, runId, attempt }: Of) =>
  sql`county = ${county} AND run_month = ${month} AND run_id = ${runId} AND attempt = ${attempt}`

/** What one attempt lined up by programme, component and type of line. */
export async function componentTotals(asking: Asking, of: Of): Promise<ComponentTotal[]> {
  const rows = await rowsOf(
    asking,
    sql<Omit<ComponentTotal, 'totalFen'> & { readonly total: string }>`
      SELECT programme, component, type, count(*)::int AS lines, sum(amount_fen) AS total FROM line
      WHERE ${rowsOfAttempt(of)}
      GROUP BY programme, component, type ORDER BY programme, component, type`,
  )
  return rows.map(({ total, ...row }) => ({ ...row, totalFen: BigInt(total) }))
}

/** How many one attempt lists, by effect and reason. */
export async function exceptionCounts(asking: Asking, of: Of): Promise<ExceptionCount[]> {
  return await rowsOf(
    asking,
    sql<ExceptionCount>`
      SELECT effect, code, count(*)::int AS count, min(message) AS example FROM exception
      WHERE ${rowsOfAttempt(of)}
      GROUP BY effect, code ORDER BY effect, code`,
  )
}

/** Everybody whom one attempt lists: not paid first, then held, then to be looked at. */
export async function listedExceptions(asking: Asking, of: Of): Promise<ListedException[]> {
  return await rowsOf(
    asking,
    sql<ListedException>`
      SELECT effect, code, household_no AS "householdNo", enrolment_no AS "enrolmentNo", programme,
        (SELECT name FROM member_fact m WHERE m.county = e.county AND m.person_no = coalesce(e.person_no,
           (SELECT head_no FROM household_fact h WHERE h.county = e.county AND h.household_no = e.household_no
            ORDER BY from_month DESC, known DESC LIMIT 1))
         ORDER BY known DESC, from_month DESC LIMIT 1) AS name,
        benefit_month AS "benefitMonth", message, basis
      FROM exception e WHERE ${rowsOfAttempt(of)}
      ORDER BY CASE effect WHEN 'not-paid' THEN 1 WHEN 'held' THEN 2 ELSE 3 END,
        household_no, enrolment_no, code, exception_no`,
  )
}
