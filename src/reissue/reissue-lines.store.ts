import { planForBulk } from '../db/bulk-plan.ts'
import { carryOut, onlyRowOf, rowsOf, type Statement, sql } from '../db/statement.ts'
import type { Tx } from '../db/transaction.ts'
import { invariant } from '../kernel/invariant.ts'
import type { Run } from '../run/run.store.ts'

/** How much a supplementary run lines up. */
export interface LinedUp {
  readonly households: number
  readonly persons: number
  readonly lines: number
  readonly totalFen: bigint
}

const COLUMNS = sql`household_no, person_no, programme, component, benefit_month, type, item, enrolment_no, payee_no, area,
  persons, standard_fen, amount_fen, formula, basis, used`

/** Lines up, for an attempt of a supplementary run, the lines of the payments that were put into it. */
export async function appendReissueLines(tx: Tx, run: Run, attempt: number): Promise<LinedUp> {
  await planForBulk(tx)
  const again = linesAgain(run, await originalOf(tx, run))
  await carryOut(
    tx.client,
    sql`INSERT INTO line (county, run_month, run_id, attempt, ${COLUMNS})
        SELECT ${run.county}, ${run.month}, ${run.runId}::bigint, ${attempt}::int, ${COLUMNS} FROM (${again}) again`,
  )
  const { households, persons, lines, fen } = await onlyRowOf(
    tx.client,
    sql<LinedUpRow>`
      SELECT count(*) AS households, coalesce(sum(persons), 0) AS persons, coalesce(sum(lines), 0) AS lines,
        coalesce(sum(fen), 0)::bigint AS fen
      FROM (SELECT greatest(max(persons) FILTER (WHERE person_no = 0), count(DISTINCT nullif(person_no, 0))) AS persons,
          count(*) AS lines, sum(amount_fen) AS fen
        FROM line WHERE ${ofAttempt(run, attempt)} GROUP BY household_no) h`,
  )
  return { households: Number(households), persons: Number(persons), lines: Number(lines), totalFen: BigInt(fen) }
}

interface LinedUpRow {
  readonly households: string
  readonly persons: string
  readonly lines: string
  readonly fen: string
}

function ofAttempt({ county, month, runId }: Run, attempt: number): Statement {
  return sql`county = ${county} AND run_month = ${month} AND run_id = ${runId} AND attempt = ${attempt}`
}

/** What differs between the stored lines of an attempt and those of the payments that it sends again. */
export async function compareReissueLines(tx: Tx, run: Run, attempt: number) {
  await planForBulk(tx)
  const stored = sql`SELECT ${COLUMNS} FROM line WHERE ${ofAttempt(run, attempt)}`
  const expected = linesAgain(run, await originalOf(tx, run))
  const { recomputed } = await onlyRowOf(
    tx.client,
    sql<{ recomputed: number }>`SELECT count(*)::int AS recomputed FROM (${expected}) e`,
  )
  const difference = await onlyRowOf(
    tx.client,
    sql<{ differing: number; first: string | null }>`
      SELECT count(*)::int AS differing, min(household_no) AS first
      FROM ((${expected} EXCEPT ${stored}) UNION ALL (${stored} EXCEPT ${expected})) d`,
  )
  return { recomputed, ...difference }
}

/** The approved attempt of the run whose payments are sent again; a supplementary run has one original. */
interface Original {
  readonly run_id: string
  readonly attempt: number
  readonly month: string
}

/** Its key goes into the statement as it is, so that the server sees which of millions of lines are meant. */
async function originalOf(tx: Tx, { county, runId }: Run): Promise<Original> {
  const rows = await rowsOf(
    tx.client,
    sql<Original>`
      SELECT DISTINCT o.run_id, x.original_attempt AS attempt, o.month FROM reissue x
      JOIN run o ON o.county = x.county AND o.run_id = x.original_run_id
      WHERE x.county = ${county} AND x.run_id = ${runId}`,
  )
  invariant(rows.length === 1, `run ${runId} sends payments of ${rows.length} runs again`)
  return rows[0]!
}

/**
 * The lines of every payment put into the run, as they were, of type reissue. 算式 and 依据 say which payment is sent
 * again. A voided run is told as it stood before.
 */
function linesAgain({ county, runId, state }: Run, original: Original): Statement {
  const inForce = state === 'void' ? sql`` : sql`AND x.withdrawn_at IS NULL`
  const of = (alias: string) => sql`${sql.ref(alias)}.county = ${county}
    AND ${sql.ref(alias)}.run_id = ${original.run_id} AND ${sql.ref(alias)}.attempt = ${original.attempt}`
  return sql`
    SELECT l.household_no, l.person_no, l.programme, l.component, l.benefit_month, 'reissue' AS type, l.item,
      l.enrolment_no, l.payee_no, l.area, l.persons, l.standard_fen, l.amount_fen,
      '重发 ' || x.original_payment_no || ':' || l.formula AS formula,
      CASE x.ground WHEN 'failed' THEN '退票重发 ' ELSE '错发重发 ' END || x.original_payment_no
        || CASE WHEN l.basis = '' THEN '' ELSE ';' || l.basis END AS basis, l.used
    FROM (SELECT original_payment_no, ground FROM reissue x
      WHERE x.county = ${county} AND x.run_id = ${runId} ${inForce}) x
    JOIN (SELECT payment_no, payee_no, item FROM payment_payee y WHERE ${of('y')}) y
      ON y.payment_no = x.original_payment_no
    JOIN (SELECT * FROM line l WHERE ${of('l')} AND l.run_month = ${original.month}) l
      ON l.payee_no = y.payee_no AND l.item = y.item`
}
