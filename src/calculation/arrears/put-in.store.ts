import type pg from 'pg'
import type { NumberedRun } from '../../run/run-key.ts'

/** The households that a person put into a supplementary run, in the order of their numbers; none for other runs. */
export async function putInHouseholds(
  client: pg.ClientBase,
  run: Pick<NumberedRun, 'county' | 'runId'>,
): Promise<string[]> {
  const { rows } = await client.query(
    'SELECT household_no FROM put_in WHERE county = $1 AND run_id = $2 ORDER BY household_no',
    [run.county, run.runId],
  )
  return rows.map((row) => row.household_no)
}

/** Puts households into a supplementary run, with the reason why they should not wait. */
export async function putIn(
  client: pg.ClientBase,
  run: Pick<NumberedRun, 'county' | 'runId'>,
  households: readonly string[],
  { why, actor, at }: { readonly why: string; readonly actor: string; readonly at: string },
): Promise<void> {
  await client.query(
    'INSERT INTO put_in (county, run_id, household_no, why, actor, at) SELECT $1, $2, unnest($3::text[]), $4, $5, $6',
    [run.county, run.runId, households, why, actor, at],
  )
}
