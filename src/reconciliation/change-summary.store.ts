import { rowsOf, type Statement, sql } from '../db/statement.ts'
import type { Tx } from '../db/transaction.ts'
import type { Fen } from '../kernel/money.ts'
import type { CalculatedRun } from '../run/run-key.ts'
import { linesOf } from './month-change.store.ts'

/** What a township's people got under a programme in two months, whatever kind of line, and how many came and left. */
export interface ChangeTotal {
  readonly township: string
  readonly programme: string
  readonly before: { readonly beneficiaries: number; readonly fen: Fen }
  readonly now: { readonly beneficiaries: number; readonly fen: Fen }
  readonly came: number
  readonly left: number
  readonly changed: number
}

/** Both runs by township and programme, all lines counted, so that the totals are those of the runs. */
export async function summariseChanges(
  tx: Tx,
  run: CalculatedRun,
  before: CalculatedRun | null,
): Promise<ChangeTotal[]> {
  const rows = await rowsOf(
    tx.client,
    sql<TotalRow>`SELECT township, programme, count(b.fen)::int AS before_count, count(n.fen)::int AS now_count,
       coalesce(sum(b.fen), 0)::bigint AS before_fen, coalesce(sum(n.fen), 0)::bigint AS now_fen,
       (count(*) FILTER (WHERE b.fen IS NULL))::int AS came, (count(*) FILTER (WHERE n.fen IS NULL))::int AS left,
       (count(*) FILTER (WHERE n.fen <> b.fen))::int AS changed
     FROM (${sideOf(run, true)}) n
     FULL JOIN (${sideOf(before ?? run, before !== null)}) b
       USING (township, programme, household_no, beneficiary)
     GROUP BY 1, 2 ORDER BY township COLLATE "C", programme COLLATE "C"`,
  )
  return rows.map((row) => ({
    township: row.township,
    programme: row.programme,
    before: { beneficiaries: row.before_count, fen: BigInt(row.before_fen) },
    now: { beneficiaries: row.now_count, fen: BigInt(row.now_fen) },
    came: row.came,
    left: row.left,
    changed: row.changed,
  }))
}

interface TotalRow {
  readonly township: string
  readonly programme: string
  readonly before_count: number
  readonly now_count: number
  readonly before_fen: string
  readonly now_fen: string
  readonly came: number
  readonly left: number
  readonly changed: number
}

function sideOf(run: CalculatedRun, exists: boolean): Statement {
  return sql`
    SELECT left(min(area), 9) AS township, programme, household_no, CASE WHEN programme IN
        ('urban-dibao', 'rural-dibao', 'taper') THEN 0 ELSE person_no END AS beneficiary, sum(amount_fen) AS fen
    FROM line WHERE ${linesOf(run)} AND ${exists}::boolean GROUP BY 2, 3, 4`
}
