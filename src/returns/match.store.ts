import { carryOut, createTemporary, onlyRowOf, type Statement, sql } from '../db/statement.ts'
import type { Tx } from '../db/transaction.ts'
import type { RunKey } from '../run/run-key.ts'
import { accountMask, accountTag } from './staged-rows.store.ts'

/** How a row of a return can fail to fit what was sent. */
export type MisfitKind =
  | 'duplicate'
  | 'other-run'
  | 'not-sent'
  | 'unknown-reference'
  | 'account'
  | 'holder'
  | 'amount'
  | 'contradiction'

/** The dots that stand in names of many peoples, one name each written in many ways; spaces beside them say nothing. */
const DOTS = '\u30fb\u2022\uff0e\u2027\u2219\u22c5\uff65.'
const sameName = (name: Statement) => sql`translate(${name}, ${`${DOTS} \u3000`}, ${'\u00b7'.repeat(DOTS.length)})`

/**
 * Compares the staged rows with what was sent, all at once, and puts every row that does not fit into the table `misfit`
 * of this transaction: line, kind, payment_no and what stands on either side. Gives how many there are.
 */
export async function gatherMisfits(tx: Tx, run: RunKey): Promise<number> {
  await createTemporary(
    tx.client,
    'misfit',
    sql`SELECT kind, q.* FROM (${compared(run)}) q, LATERAL unnest(array_remove(ARRAY[
          CASE WHEN NOT sent THEN 'stranger' END,
          CASE WHEN account_altered THEN 'account' END,
          CASE WHEN name_altered THEN 'holder' END,
          CASE WHEN sent_fen <> returned_fen THEN 'amount' END,
          CASE WHEN contradicts THEN 'contradiction' END], NULL)) AS kind`,
  )
  await carryOut(
    tx.client,
    sql`INSERT INTO misfit (kind, line, payment_no, first_line, returned_fen, outcome, sent)
        SELECT 'duplicate', r.line, r.payment_no, d.first_line, r.amount_fen, r.outcome, true
        FROM (SELECT payment_no, min(line) AS first_line FROM returned GROUP BY payment_no HAVING count(*) > 1) d
        JOIN returned r USING (payment_no) WHERE r.line > d.first_line`,
  )
  await tellStrangersApart(tx, run)
  return Number((await onlyRowOf(tx.client, sql<{ count: string }>`SELECT count(*) AS count FROM misfit`)).count)
}

/** Each row beside its payment; only those that do not fit. */
function compared({ county, runId }: RunKey): Statement {
  const of = (alias: string) => sql`${sql.ref(alias)}.county = ${county} AND ${sql.ref(alias)}.run_id = ${runId}`
  return sql`
    SELECT * FROM (
      SELECT r.line, r.payment_no, r.line AS first_line, ${accountMask('r')} AS account_mask,
        r.amount_fen AS returned_fen, r.outcome,
        s.payment_no IS NOT NULL AS sent, s.amount_fen AS sent_fen, a.account_hash, a.account_sealed, a.holder,
        r.holder AS returned_holder, r.account_tag AS returned_tag, o.outcome AS earlier, o.return_no,
        coalesce(o.decision_no, 0) AS decision_no, NULL::text AS other_run,
        ${accountTag(sql`a.account_hash`)} <> r.account_tag AS account_altered,
        ${sameName(sql`r.holder`)} <> ${sameName(sql`a.holder`)} AS name_altered,
        CASE WHEN o.outcome <> r.outcome THEN NOT EXISTS (SELECT FROM return_misfit m WHERE ${of('m')}
          AND m.payment_no = r.payment_no AND m.class = 'contradiction' AND m.outcome = r.outcome
          AND m.decision_no < o.decision_no) END AS contradicts
      FROM returned r
      LEFT JOIN (
        SELECT b.payment_no, p.amount_fen, coalesce(m.account_owner, p.account_owner) AS person_no,
          coalesce(m.account_from, p.account_from) AS from_month, coalesce(m.account_known, p.account_known) AS known
        FROM batch_payment b
        JOIN payment p ON ${of('p')} AND p.attempt = b.attempt AND p.payment_no = b.payment_no
        LEFT JOIN payment_release m ON ${of('m')} AND m.attempt = b.attempt AND m.payment_no = b.payment_no
        WHERE ${of('b')}) s ON s.payment_no = r.payment_no
      LEFT JOIN account_fact a ON a.county = ${county} AND a.person_no = s.person_no
        AND a.from_month = s.from_month AND a.known = s.known
      LEFT JOIN outcome_in_force o ON ${of('o')} AND o.payment_no = r.payment_no
    ) c WHERE NOT sent OR account_altered OR name_altered OR sent_fen <> returned_fen OR contradicts`
}

/** A row whose payment was not sent with this run is another run's, a held payment's, or nobody's. */
async function tellStrangersApart(tx: Tx, { county, runId }: RunKey): Promise<void> {
  await carryOut(
    tx.client,
    sql`UPDATE misfit s SET other_run = q.number, kind = CASE WHEN q.number IS NOT NULL THEN 'other-run'
          WHEN q.held THEN 'not-sent' ELSE 'unknown-reference' END
        FROM (SELECT w.line, other.number, held.payment_no IS NOT NULL AS held FROM misfit w
          LEFT JOIN (SELECT b.payment_no, min(run.number) AS number FROM batch_payment b JOIN run USING (county, run_id)
            WHERE b.county = ${county} GROUP BY 1) other ON other.payment_no = w.payment_no
          LEFT JOIN (SELECT DISTINCT payment_no FROM payment WHERE county = ${county} AND run_id = ${runId}) held
            ON held.payment_no = w.payment_no
          WHERE w.kind = 'stranger') q
        WHERE s.kind = 'stranger' AND s.line = q.line`,
  )
}
