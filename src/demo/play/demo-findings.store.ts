import type { Context } from '../../access/context.ts'
import { rowOf, rowsOf, sql } from '../../db/statement.ts'
import type { Run } from '../../run/run.store.ts'

const ofRun = ({ county, month, runId, attempt }: Run) =>
  sql`county = ${county} AND run_month = ${month} AND run_id = ${runId} AND attempt = ${attempt}`

/** Everybody listed for one reason: how many, and what it says of the first. */
export interface ListedReason {
  readonly effect: string
  readonly code: string
  readonly count: number
  readonly example: string
}

/** Who is listed for a run, by reason. */
export async function listedReasons({ database }: Context, run: Run): Promise<ListedReason[]> {
  return await rowsOf(
    database.pool,
    sql<ListedReason>`
      SELECT effect, code, count(*)::int AS count, (array_agg(message ORDER BY exception_no))[1] AS example FROM exception
      WHERE ${ofRun(run)}
      GROUP BY effect, code
      ORDER BY CASE effect WHEN 'not-paid' THEN 1 WHEN 'held' THEN 2 ELSE 3 END, count(*) DESC, code`,
  )
}

/** A family worth explaining: one of several persons with supplements; else any that is paid; null where nobody is. */
export async function familyToExplain({ database }: Context, run: Run): Promise<string | null> {
  const found = await rowOf(
    database.pool,
    sql<{ household_no: string }>`
      SELECT household_no FROM line WHERE ${ofRun(run)}
      GROUP BY household_no
      ORDER BY (max(persons) >= 3 AND count(*) FILTER (WHERE component = 'classified-supplement') >= 2) DESC, household_no
      LIMIT 1`,
  )
  return found?.household_no ?? null
}

/** A family whose dibao stands in a payment file of the run; null where there is none. */
export async function sentFamily({ database }: Context, run: Run): Promise<string | null> {
  const { county, month, runId, attempt } = run
  const found = await rowOf(
    database.pool,
    sql<{ household_no: string }>`
      SELECT l.household_no FROM line l
      JOIN payment p USING (county, run_id, attempt, payee_no, item)
      JOIN batch_payment b USING (county, run_id, attempt, payment_no)
      WHERE l.county = ${county} AND l.run_month = ${month} AND l.run_id = ${runId} AND l.attempt = ${attempt}
        AND l.programme IN ('urban-dibao', 'rural-dibao')
      ORDER BY l.household_no LIMIT 1`,
  )
  return found?.household_no ?? null
}

/** What a run lined up under one subsidy item. */
export interface ItemTotal {
  readonly item: string
  readonly lines: number
  readonly totalFen: bigint
}

/** What a run lined up by 补贴项目, which payment files are made by; the largest first. */
export async function itemTotals({ database }: Context, run: Run): Promise<ItemTotal[]> {
  const rows = await rowsOf(
    database.pool,
    sql<{ item: string; lines: number; total: string }>`
      SELECT item, count(*)::int AS lines, sum(amount_fen)::text AS total FROM line WHERE ${ofRun(run)}
      GROUP BY item ORDER BY sum(amount_fen) DESC, item`,
  )
  return rows.map(({ item, lines, total }) => ({ item, lines, totalFen: BigInt(total) }))
}
