import { onlyRowOf, type Statement, sql } from '../db/statement.ts'
import type { Tx } from '../db/transaction.ts'
import type { Fen } from '../kernel/money.ts'
import type { RunKey } from '../run/run-key.ts'

/** Which rows of a table, by its alias, are the run's. */
export type OfRun = (alias: string) => Statement

/**
 * What the banks debited, each debit once: a later statement usually repeats the days of an earlier one, so of
 * equal debits (day, bank, file, amount) as many count as one statement holds at most.
 */
function debits(of: OfRun): Statement {
  return sql`
    SELECT debited_on, bank, batch_no, amount_fen, max(times) AS times FROM (
      SELECT debited_on, bank, batch_no, amount_fen, statement_no, count(*) AS times
      FROM bank_debit d WHERE ${of('d')} GROUP BY 1, 2, 3, 4, 5) s
    GROUP BY 1, 2, 3, 4`
}

/**
 * The breaks between files and debits. A file named in a debit is compared by itself; what a bank debited without
 * naming a file is compared with its other files together. While nobody has brought a statement nothing is a break.
 * It stands inside a query that knows `files`.
 */
export function debitBreaks(of: OfRun): Statement {
  return sql`
    SELECT 'DB-' || q.batch_no, 11, 'debit', q.item, '', q.bank, q.batch_no, q.batch_no, q.expected, q.debited,
      CASE WHEN q.debited = 0 THEN '银行尚未借记 ' ELSE '银行借记与文件合计不符 ' END || q.note, NULL::date
    FROM (
      SELECT f.batch_no, f.item, f.bank, f.total_fen AS expected, n.debited, f.file_name AS note
      FROM files f JOIN named n USING (batch_no)
      UNION ALL
      SELECT min(f.batch_no), CASE WHEN count(*) = 1 THEN min(f.item) ELSE '' END, f.bank, sum(f.total_fen)::bigint,
        coalesce(max(u.debited), 0)::bigint, string_agg(f.file_name, '、' ORDER BY f.batch_no)
      FROM files f LEFT JOIN unnamed u USING (bank)
      WHERE NOT EXISTS (SELECT FROM named n WHERE n.batch_no = f.batch_no)
      GROUP BY f.bank, CASE WHEN u.debited IS NULL THEN f.batch_no END
    ) q WHERE q.expected <> q.debited AND EXISTS (SELECT FROM bank_statement s WHERE ${of('s')})
    UNION ALL
    SELECT 'DB-' || u.bank, 11, 'debit', '', '', u.bank, '', NULL, 0, u.debited, '银行多借记,没有对应的文件', NULL::date
    FROM unnamed u WHERE u.debited <> 0 AND NOT EXISTS (SELECT FROM files f WHERE f.bank = u.bank
      AND NOT EXISTS (SELECT FROM named n WHERE n.batch_no = f.batch_no))`
}

/** The named and unnamed sums that `debitBreaks` compares with, as members of a WITH list. */
export function debitSums(of: OfRun): Statement {
  return sql`
    debits AS (${debits(of)}),
    named AS (SELECT batch_no, sum(amount_fen * times)::bigint AS debited FROM debits
      WHERE batch_no IS NOT NULL GROUP BY 1),
    unnamed AS (SELECT bank, sum(amount_fen * times)::bigint AS debited FROM debits WHERE batch_no IS NULL GROUP BY 1)`
}

/** What the banks debited for the run by the statements that were brought; null while there is none. */
export async function debitedFen(tx: Tx, { county, runId }: RunKey): Promise<Fen | null> {
  const of: OfRun = (alias) => sql`${sql.ref(alias)}.county = ${county} AND ${sql.ref(alias)}.run_id = ${runId}`
  const { fen, stated } = await onlyRowOf(
    tx.client,
    sql<{ fen: string; stated: boolean }>`
      SELECT coalesce(sum(amount_fen * times), 0)::bigint AS fen,
        EXISTS (SELECT FROM bank_statement s WHERE ${of('s')}) AS stated FROM (${debits(of)}) d`,
  )
  return stated ? BigInt(fen) : null
}
