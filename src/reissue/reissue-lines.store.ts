import { planForBulk } from '../db/bulk-plan.ts'
import { copyOut, literal } from '../db/copy.ts'
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

const COLUMNS = `household_no, person_no, programme, component, benefit_month, type, item, enrolment_no, payee_no, area,
  persons, standard_fen, amount_fen, formula, basis, used`

/** Lines up, for an attempt of a supplementary run, the lines of the payments that were put into it. */
export async function appendReissueLines(tx: Tx, run: Run, attempt: number): Promise<LinedUp> {
  await planForBulk(tx)
  const original = await originalOf(tx, run)
  await tx.client.query(
    `INSERT INTO line (county, run_month, run_id, attempt, ${COLUMNS})
     SELECT ${literal(run.county)}, ${literal(run.month)}, ${literal(run.runId)}::bigint, ${literal(attempt)}::int,
       ${COLUMNS} FROM (${linesAgainSql(run, original)}) again`,
  )
  const { rows } = await tx.client.query(
    `SELECT count(*) AS households, coalesce(sum(persons), 0) AS persons, coalesce(sum(lines), 0) AS lines,
       coalesce(sum(fen), 0)::bigint AS fen
     FROM (SELECT greatest(max(persons) FILTER (WHERE person_no = 0), count(DISTINCT nullif(person_no, 0))) AS persons,
         count(*) AS lines, sum(amount_fen) AS fen
       FROM line WHERE county = $1 AND run_month = $2 AND run_id = $3 AND attempt = $4 GROUP BY household_no) h`,
    [run.county, run.month, run.runId, attempt],
  )
  const { households, persons, lines, fen } = rows[0]
  return { households: Number(households), persons: Number(persons), lines: Number(lines), totalFen: BigInt(fen) }
}

/** What differs between the stored lines of an attempt and those of the payments that it sends again. */
export async function compareReissueLines(tx: Tx, run: Run, attempt: number) {
  await planForBulk(tx)
  const stored = `SELECT ${COLUMNS} FROM line WHERE county = ${literal(run.county)}
    AND run_month = ${literal(run.month)} AND run_id = ${literal(run.runId)} AND attempt = ${literal(attempt)}`
  const expected = linesAgainSql(run, await originalOf(tx, run))
  const result = { recomputed: 0, differing: 0, first: null as string | null }
  for await (const rows of copyOut(tx.client, `SELECT count(*) FROM (${expected}) e`)) {
    for (const [count] of rows) result.recomputed = Number(count)
  }
  const query = `SELECT household_no FROM ((${expected} EXCEPT ${stored}) UNION ALL (${stored} EXCEPT ${expected})) d
    ORDER BY 1`
  for await (const rows of copyOut(tx.client, query)) {
    result.differing += rows.length
    result.first ??= rows[0]![0]!
  }
  return result
}

/** The approved attempt of the run whose payments are sent again; a supplementary run has one original. */
interface Original {
  readonly run_id: string
  readonly attempt: number
  readonly month: string
}

/** Its key goes into the statement as it is, so that the server sees which of millions of lines are meant. */
async function originalOf(tx: Tx, { county, runId }: Run): Promise<Original> {
  const { rows } = await tx.client.query(
    `SELECT DISTINCT o.run_id, x.original_attempt AS attempt, o.month FROM reissue x
     JOIN run o ON o.county = x.county AND o.run_id = x.original_run_id WHERE x.county = $1 AND x.run_id = $2`,
    [county, runId],
  )
  invariant(rows.length === 1, `run ${runId} sends payments of ${rows.length} runs again`)
  return rows[0]
}

/**
 * SQL for the lines of every payment put into the run, as they were, of type reissue. 算式 and 依据 say which payment
 * is sent again. A voided run is told as it stood before.
 */
function linesAgainSql({ county, runId, state }: Run, original: Original): string {
  const inForce = state === 'void' ? '' : 'AND x.withdrawn_at IS NULL'
  const of = (alias: string) => `${alias}.county = ${literal(county)} AND ${alias}.run_id = ${literal(original.run_id)}
    AND ${alias}.attempt = ${literal(original.attempt)}`
  return `
    SELECT l.household_no, l.person_no, l.programme, l.component, l.benefit_month, 'reissue' AS type, l.item,
      l.enrolment_no, l.payee_no, l.area, l.persons, l.standard_fen, l.amount_fen,
      '重发 ' || x.original_payment_no || ':' || l.formula AS formula,
      CASE x.ground WHEN 'failed' THEN '退票重发 ' ELSE '错发重发 ' END || x.original_payment_no
        || CASE WHEN l.basis = '' THEN '' ELSE ';' || l.basis END AS basis, l.used
    FROM (SELECT original_payment_no, ground FROM reissue x
      WHERE x.county = ${literal(county)} AND x.run_id = ${literal(runId)} ${inForce}) x
    JOIN (SELECT payment_no, payee_no, item FROM payment_payee y WHERE ${of('y')}) y
      ON y.payment_no = x.original_payment_no
    JOIN (SELECT * FROM line l WHERE ${of('l')} AND l.run_month = ${literal(original.month)}) l
      ON l.payee_no = y.payee_no AND l.item = y.item`
}
