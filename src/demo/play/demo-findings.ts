import type { Context } from '../../access/context.ts'
import type { Run } from '../../run/run.store.ts'

/** Everybody listed for one reason: how many, and what it says of the first. */
export interface ListedReason {
  readonly effect: string
  readonly code: string
  readonly count: number
  readonly example: string
}

/** Who is listed for a run, by reason. */
export async function listedReasons({ database }: Context, run: Run): Promise<ListedReason[]> {
  const { rows } = await database.pool.query(
    `SELECT effect, code, count(*)::int AS count, (array_agg(message ORDER BY exception_no))[1] AS example FROM exception
     WHERE county = $1 AND run_month = $2 AND run_id = $3 AND attempt = $4
     GROUP BY effect, code
     ORDER BY CASE effect WHEN 'not-paid' THEN 1 WHEN 'held' THEN 2 ELSE 3 END, count(*) DESC, code`,
    [run.county, run.month, run.runId, run.attempt],
  )
  return rows
}

/** A family worth explaining: one of several persons with supplements; else any that is paid; null where nobody is. */
export async function familyToExplain({ database }: Context, run: Run): Promise<string | null> {
  const { rows } = await database.pool.query(
    `SELECT household_no FROM line
     WHERE county = $1 AND run_month = $2 AND run_id = $3 AND attempt = $4
     GROUP BY household_no
     ORDER BY (max(persons) >= 3 AND count(*) FILTER (WHERE component = 'classified-supplement') >= 2) DESC, household_no
     LIMIT 1`,
    [run.county, run.month, run.runId, run.attempt],
  )
  return rows[0]?.household_no ?? null
}

/** A family whose dibao stands in a payment file of the run; null where there is none. */
export async function sentFamily({ database }: Context, run: Run): Promise<string | null> {
  const { rows } = await database.pool.query(
    `SELECT l.household_no FROM line l
     JOIN payment p USING (county, run_id, attempt, payee_no, item)
     JOIN batch_payment b USING (county, run_id, attempt, payment_no)
     WHERE l.county = $1 AND l.run_month = $2 AND l.run_id = $3 AND l.attempt = $4 AND l.programme IN ('urban-dibao', 'rural-dibao')
     ORDER BY l.household_no LIMIT 1`,
    [run.county, run.month, run.runId, run.attempt],
  )
  return rows[0]?.household_no ?? null
}

/** What a run lined up under one subsidy item. */
export interface ItemTotal {
  readonly item: string
  readonly lines: number
  readonly totalFen: bigint
}

/** What a run lined up by 补贴项目, which payment files are made by; the largest first. */
export async function itemTotals({ database }: Context, run: Run): Promise<ItemTotal[]> {
  const { rows } = await database.pool.query(
    `SELECT item, count(*)::int AS lines, sum(amount_fen)::text AS total FROM line
     WHERE county = $1 AND run_month = $2 AND run_id = $3 AND attempt = $4
     GROUP BY item ORDER BY sum(amount_fen) DESC, item`,
    [run.county, run.month, run.runId, run.attempt],
  )
  return rows.map(({ item, lines, total }) => ({ item, lines, totalFen: BigInt(total) }))
}
