import type pg from 'pg'
import { carryOut, rowsOf, sql } from '../../db/statement.ts'
import type { RunKey } from '../../run/run-key.ts'

/** The households that a person put into a supplementary run, in the order of their numbers; none for other runs. */
export async function putInHouseholds(client: pg.ClientBase, { county, runId }: RunKey): Promise<string[]> {
  const put = sql<{ household_no: string }>`
    SELECT household_no FROM put_in WHERE county = ${county} AND run_id = ${runId} ORDER BY household_no`
  return (await rowsOf(client, put)).map((row) => row.household_no)
}

/** Puts households into a supplementary run, with the reason why they should not wait. */
export async function putIn(
  client: pg.ClientBase,
  { county, runId }: RunKey,
  households: readonly string[],
  { why, actor, at }: { readonly why: string; readonly actor: string; readonly at: string },
): Promise<void> {
  const put = sql`
    INSERT INTO put_in (county, run_id, household_no, why, actor, at)
    SELECT ${county}, ${runId}, unnest(${households}::text[]), ${why}, ${actor}, ${at}`
  await carryOut(client, put)
}
