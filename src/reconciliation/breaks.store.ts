import { createTemporary, type Statement, sql } from '../db/statement.ts'
import type { Tx } from '../db/transaction.ts'
import type { CalculatedRun } from '../run/run-key.ts'
import { debitBreaks, debitSums, type OfRun } from './debits.store.ts'

/**
 * Gathers, in the table `break` of this transaction, every break of the gathered run as of a day. A break's id is made
 * of what it is, so that it stays the same however often it is found; its state is what somebody moved it to last.
 * A break of a refused return stands until the bank has answered again.
 */
export async function gatherBreaks(tx: Tx, run: CalculatedRun, asOf: string): Promise<void> {
  const { county, runId } = run
  const of: OfRun = (alias) => sql`${sql.ref(alias)}.county = ${county} AND ${sql.ref(alias)}.run_id = ${runId}`
  await createTemporary(tx.client, 'break', breaksOf(of, asOf))
}

function breaksOf(of: OfRun, asOf: string): Statement {
  return sql`
    WITH files AS MATERIALIZED (
      SELECT batch_no, file_name, item, bank, total_fen, published_at,
        (claimed_at AT TIME ZONE 'Asia/Shanghai')::date AS exported_on FROM batch b WHERE ${of('b')}),
    answers AS (SELECT return_no, file_name, (imported_at AT TIME ZONE 'Asia/Shanghai')::date AS answered_on
      FROM return_file f WHERE ${of('f')}),
    first_answer AS (SELECT batch_no, min(return_no) AS return_no FROM reconciled WHERE return_no IS NOT NULL GROUP BY 1),
    ${debitSums(of)},
    found AS (${OWN_BREAKS} UNION ALL (${refusedBreaks(of)}) UNION ALL ${debitBreaks(of)}),
    moved AS (SELECT DISTINCT ON (break_id) break_id, to_state, why, actor FROM break_event e WHERE ${of('e')}
      ORDER BY break_id, event_no DESC)
    SELECT d.break_id, d.rank, d.class, d.item, d.township, d.bank, d.payment_no, d.expected, d.found, d.note,
      coalesce(f.exported_on, first.day) AS exported_on,
      greatest(0, coalesce(d.ended_on, ${asOf}::date) - coalesce(f.exported_on, first.day)) AS age_days,
      coalesce(m.to_state, 'open') AS state, coalesce(m.why, '') AS why, coalesce(m.actor, '') AS actor
    FROM found d LEFT JOIN files f USING (batch_no) LEFT JOIN moved m USING (break_id),
      (SELECT min(exported_on) AS day FROM files) first`
}

/** What the run's own records say: lines and payments, files, and which payments were answered when. */
const OWN_BREAKS = sql`
  SELECT 'AM-' || CASE payment_no WHEN '' THEN item ELSE payment_no END || '-lines' AS break_id, 1 AS rank,
    'amount' AS class, item, township, bank, payment_no, batch_no, approved_fen AS expected, amount_fen AS found,
    '明细之和与支付金额不符' AS note, NULL::date AS ended_on
  FROM reconciled WHERE approved_fen <> amount_fen
  UNION ALL
  SELECT 'AM-' || payment_no || '-answer', 2, 'amount', item, township, bank, payment_no, batch_no, amount_fen,
    outcome_fen, '代发金额与回盘金额不符', NULL FROM reconciled WHERE outcome_fen <> amount_fen
  UNION ALL
  SELECT 'AM-' || f.batch_no, 3, 'amount', f.item, '', f.bank, f.batch_no, f.batch_no,
    coalesce(sum(r.amount_fen), 0)::bigint, f.total_fen, '文件合计不符 ' || f.file_name, NULL
  FROM files f LEFT JOIN reconciled r USING (batch_no)
  GROUP BY f.batch_no, f.item, f.bank, f.total_fen, f.file_name
  HAVING coalesce(sum(r.amount_fen), 0) <> f.total_fen
  UNION ALL
  SELECT 'AM-' || batch_no || '-file', 4, 'amount', item, '', bank, batch_no, batch_no, total_fen, 0,
    '文件未写出 ' || file_name || ' 请再执行一次 huimin export', NULL FROM files WHERE published_at IS NULL
  UNION ALL
  SELECT 'NR-' || r.payment_no, 9, 'unanswered', r.item, r.township, r.bank, r.payment_no, r.batch_no, r.amount_fen, 0,
    f.file_name, NULL FROM reconciled r JOIN files f USING (batch_no) WHERE r.outcome IS NULL
  UNION ALL
  SELECT 'LT-' || r.payment_no, 10, 'late', r.item, r.township, r.bank, r.payment_no, r.batch_no, r.amount_fen,
    r.outcome_fen, a.file_name, a.answered_on
  FROM reconciled r JOIN first_answer f USING (batch_no) JOIN answers a ON a.return_no = r.return_no
  WHERE r.return_no > f.return_no`

/**
 * What refused returns held that did not fit. It stands while the payment waits for an answer, and else until a later
 * return of that bank was applied; a contradiction stands until two people have settled it.
 */
function refusedBreaks(of: OfRun): Statement {
  return sql`
    SELECT DISTINCT ON (m.break_id) m.break_id, CASE m.class WHEN 'contradiction' THEN 5 WHEN 'account' THEN 6
        WHEN 'duplicate' THEN 7 WHEN 'amount' THEN 2 ELSE 8 END, m.class, coalesce(r.item, ''),
      coalesce(r.township, ''), coalesce(r.bank, array_to_string(f.banks, '、')), m.payment_no, r.batch_no,
      CASE WHEN m.class IN ('amount', 'contradiction') THEN coalesce(r.amount_fen, 0) ELSE 0 END,
      CASE WHEN m.class IN ('amount', 'contradiction') THEN m.found_fen ELSE 0 END,
      m.note || '(' || f.file_name || ' 第 ' || m.line || ' 行)', NULL::date
    FROM return_misfit m
    JOIN return_refusal f USING (county, run_id, refusal_no)
    LEFT JOIN reconciled r ON r.payment_no = m.payment_no AND r.batch_no IS NOT NULL
    LEFT JOIN outcome_question q ON ${of('q')} AND q.refusal_no = m.refusal_no AND q.break_id = m.break_id
      AND q.line = m.line
    WHERE ${of('m')} AND CASE WHEN m.class = 'contradiction' THEN q.line IS NOT NULL
      ELSE (r.batch_no IS NOT NULL AND r.outcome IS NULL) OR NOT EXISTS (SELECT FROM reconciled later
        WHERE later.return_no > f.after_return AND (cardinality(f.banks) = 0 OR later.bank = ANY (f.banks))) END
    ORDER BY m.break_id, m.refusal_no DESC, m.line`
}
