import { carryOut, createTemporary, rowOf, type Statement, sql } from '../db/statement.ts'
import type { Tx } from '../db/transaction.ts'
import { addMonths, type Month } from '../kernel/month.ts'
import type { CalculatedRun } from '../run/run-key.ts'
import { APPROVED_STATES } from '../run/run-state.ts'

/**
 * The approved run that a run is compared with: for a regular run that of the month before, for a price run the latest
 * earlier one. Null in the first month, and for a supplementary run, which repeats nothing.
 */
export async function previousRun(tx: Tx, run: CalculatedRun): Promise<CalculatedRun | null> {
  if (run.kind === 'supplementary') return null
  const latest = addMonths(run.month, -1)
  const found = await rowOf(
    tx.client,
    sql<{ run_id: string; number: string; month: Month; attempt: number }>`
      SELECT run_id, number, month, (SELECT e.attempt FROM run_event e WHERE e.county = r.county AND e.run_id = r.run_id
         AND e.action = 'approve' ORDER BY e.event_no DESC LIMIT 1) AS attempt
      FROM run r WHERE county = ${run.county} AND kind = ${run.kind} AND state = ANY(${APPROVED_STATES})
        AND ${run.kind === 'regular' ? sql`r.month = ${latest}` : sql`r.month <= ${latest}`}
      ORDER BY month DESC LIMIT 1`,
  )
  if (!found) return null
  const { run_id: runId, number, month, attempt } = found
  return { county: run.county, kind: run.kind, runId, number, month, attempt }
}

/**
 * Gathers, in the table `change` of this transaction, who is new, has left, or gets another amount than in the run
 * before: per household or person and programme. *_fen are the normal lines, *_other what was lined up for other months
 * or again (补发, 追回, 重发), which alone makes a row of kind 补退.
 */
export async function gatherChanges(tx: Tx, run: CalculatedRun, before: CalculatedRun): Promise<void> {
  await createTemporary(
    tx.client,
    'change',
    sql`
    SELECT household_no, beneficiary, programme, coalesce(n.payee_no, b.payee_no) AS person_no,
      left(coalesce(n.area, b.area), 9) AS township,
      CASE WHEN coalesce(b.fen, 0) = 0 AND coalesce(n.fen, 0) <> 0 THEN '新增'
        WHEN coalesce(n.fen, 0) = 0 AND coalesce(b.fen, 0) <> 0 THEN '退出'
        WHEN coalesce(b.fen, 0) = coalesce(n.fen, 0) THEN '补退' ELSE '变动' END AS kind,
      coalesce(b.fen, 0)::bigint AS before_fen, coalesce(n.fen, 0)::bigint AS now_fen,
      coalesce(b.other, 0)::bigint AS before_other, coalesce(n.other, 0)::bigint AS now_other,
      coalesce(n.types, 0) AS now_types, coalesce(b.types, 0) AS before_types
    FROM (${sideOf(run)}) n FULL JOIN (${sideOf(before)}) b USING (household_no, beneficiary, programme)
    WHERE n.fen IS DISTINCT FROM b.fen OR coalesce(n.other, 0) <> 0 OR coalesce(b.other, 0) <> 0`,
  )
  await carryOut(tx.client, sql`ANALYZE change`)
}

/** What is made of a run's lines for one household or person and programme. A supplement counts with its household. */
function sideOf(run: CalculatedRun): Statement {
  const ofHousehold = sql`programme IN ('urban-dibao', 'rural-dibao', 'taper')`
  return sql`
    SELECT household_no, CASE WHEN ${ofHousehold} THEN 0 ELSE person_no END AS beneficiary, programme,
      min(CASE WHEN NOT ${ofHousehold} AND person_no > 0 THEN person_no ELSE payee_no END) AS payee_no,
      min(area) AS area, sum(amount_fen) FILTER (WHERE type = 'normal') AS fen,
      sum(amount_fen) FILTER (WHERE type <> 'normal') AS other,
      bit_or(CASE type WHEN 'arrears' THEN 1 WHEN 'recovery' THEN 2 WHEN 'reissue' THEN 4 ELSE 0 END) AS types
    FROM line WHERE ${linesOf(run)} GROUP BY 1, 2, 3`
}

/** The lines of a run's attempt. */
export function linesOf({ county, month, runId, attempt }: CalculatedRun, alias = 'line'): Statement<boolean> {
  const line = sql.ref(alias)
  return sql`${line}.county = ${county} AND ${line}.run_month = ${month}
    AND ${line}.run_id = ${runId} AND ${line}.attempt = ${attempt}`
}
