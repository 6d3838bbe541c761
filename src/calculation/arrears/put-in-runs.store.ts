import { type Asking, rowOf, sql } from '../../db/statement.ts'
import type { RunKey } from '../../run/run-key.ts'
import { IN_HAND_STATES } from '../../run/run-state.ts'

/** Whether families were put into a run. */
export async function holdsPutIn(asking: Asking, { county, runId }: RunKey): Promise<boolean> {
  const one = sql`SELECT FROM put_in WHERE county = ${county} AND run_id = ${runId} LIMIT 1`
  return (await rowOf(asking, one)) !== undefined
}

/** What somebody asks to be paid before the next regular run. */
export interface PutInRequest {
  readonly county: string
  readonly households: readonly string[]
  readonly why: string
  readonly actor: string
}

/** The number of an open run of exactly this request; null where there is none. */
export async function runOfRequest(asking: Asking, request: PutInRequest): Promise<string | null> {
  const { county, households, why, actor } = request
  const found = await rowOf(
    asking,
    sql<{ number: string }>`
      SELECT r.number FROM put_in i JOIN run r USING (county, run_id)
      WHERE i.county = ${county} AND i.actor = ${actor} AND r.state = 'open'
      GROUP BY r.number
      HAVING array_agg(i.household_no ORDER BY i.household_no) = ${[...households].sort()} AND bool_and(i.why = ${why})`,
  )
  return found?.number ?? null
}

/** One of the families that is in a run which is not approved yet, and that run; null where none is. */
export async function anyInHand(
  asking: Asking,
  county: string,
  households: readonly string[],
): Promise<{ readonly run: string; readonly householdNo: string } | null> {
  const found = await rowOf(
    asking,
    sql<{ run: string; householdNo: string }>`
      SELECT r.number AS run, i.household_no AS "householdNo" FROM put_in i JOIN run r USING (county, run_id)
      WHERE i.county = ${county} AND i.household_no = ANY(${households}) AND r.state = ANY(${IN_HAND_STATES}) LIMIT 1`,
  )
  return found ?? null
}
