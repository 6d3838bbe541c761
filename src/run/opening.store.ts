import { rowOf, sql } from '../db/statement.ts'
import type { Tx } from '../db/transaction.ts'
import type { Month } from '../kernel/month.ts'
import type { RunKind } from './run-state.ts'

/** The runs of one county, month and kind. */
export interface RunsOf {
  readonly county: string
  readonly month: Month
  readonly kind: RunKind
}

export interface NewRun extends RunsOf {
  readonly number: string
  readonly sequence: number
  readonly maker: string
  readonly at: string
}

/** How many runs there were, and the highest sequence among them; void ones count. */
export async function runsSoFar(
  db: Tx['sql'],
  { county, month, kind }: RunsOf,
): Promise<{ readonly count: number; readonly sequence: number }> {
  const row = await db
    .selectFrom('run')
    .select(({ fn }) => [fn.countAll<string>().as('count'), fn.max<number | null>('sequence').as('sequence')])
    .where('county', '=', county)
    .where('month', '=', month)
    .where('kind', '=', kind)
    .executeTakeFirstOrThrow()
  return { count: Number(row.count), sequence: row.sequence ?? 0 }
}

export async function insertRun(db: Tx['sql'], { at, ...run }: NewRun): Promise<void> {
  await db
    .insertInto('run')
    .values({ ...run, opened_at: at })
    .execute()
}

/** The number of a run that this maker opened and into which nothing was put. */
export async function untouchedRun(
  { client }: Tx,
  { county, month, kind }: RunsOf,
  maker: string,
): Promise<string | null> {
  const found = await rowOf(
    client,
    sql<{ number: string }>`
      SELECT number FROM run r
      WHERE county = ${county} AND month = ${month} AND kind = ${kind} AND maker = ${maker} AND state = 'open'
        AND event_no = 0 AND NOT EXISTS (SELECT FROM reissue i WHERE i.county = r.county AND i.run_id = r.run_id)
        AND NOT EXISTS (SELECT FROM put_in i WHERE i.county = r.county AND i.run_id = r.run_id)`,
  )
  return found?.number ?? null
}
