import { sql } from 'kysely'
import { COUNTY_OF_RUN_SQL } from '../db/bulk-plan.ts'
import type { Tx } from '../db/transaction.ts'
import type { Fen } from '../kernel/money.ts'
import type { RunKey } from '../run/run-key.ts'

/** What is known of a run's sent payments: paid, failed, or not mentioned by any return. */
export interface OutcomeFigures {
  readonly paid: { readonly payments: number; readonly totalFen: Fen }
  readonly failed: { readonly payments: number; readonly totalFen: Fen }
  readonly unknown: { readonly payments: number; readonly totalFen: Fen }
}

/** The name under which these bytes were imported for the run before and still hold, or null. */
export async function importedBefore(tx: Tx, { county, runId }: RunKey, sha256: string): Promise<string | null> {
  const { rows } = await tx.client.query(
    `SELECT file_name FROM return_file f WHERE county = $1 AND run_id = $2 AND sha256 = $3
       AND NOT EXISTS (SELECT FROM return_withdrawal_confirmation w
         WHERE w.county = f.county AND w.run_id = f.run_id AND w.return_no = f.return_no)`,
    [county, runId, sha256],
  )
  return rows[0]?.file_name ?? null
}

/**
 * Appends the return and its outcomes. What is in force already changes nothing as it is said again, but is kept in case
 * that the return which said it first is taken back. Gives how many were news.
 */
export async function appendOutcomes(
  tx: Tx,
  { county, runId }: RunKey,
  file: {
    readonly fileName: string
    readonly sha256: string
    readonly layout: string
    readonly rows: number
    readonly actor: string
    readonly at: string
  },
): Promise<{ returnNo: number; news: number }> {
  const { rows } = await tx.client.query(
    `INSERT INTO return_file (county, run_id, return_no, file_name, sha256, layout, rows, actor, imported_at, again)
     SELECT $1::text, $2::bigint, coalesce(max(return_no), 0) + 1, $3::text, $4::text, $5::text, $6::bigint, $7::text, $8::timestamptz, count(*) FILTER (WHERE sha256 = $4::text)
     FROM return_file WHERE county = $1::text AND run_id = $2::bigint RETURNING return_no`,
    [county, runId, file.fileName, file.sha256, file.layout, file.rows, file.actor, file.at],
  )
  const returnNo: number = rows[0].return_no
  const values = [county, runId, returnNo]
  const news = await tx.client.query(
    appendSql(`false FROM returned r WHERE NOT EXISTS (SELECT FROM outcome_in_force o
      WHERE o.county = $1::text AND o.run_id = $2::bigint AND o.payment_no = r.payment_no)`),
    values,
  )
  if (news.rowCount !== file.rows) {
    const appended = `SELECT FROM outcome o WHERE o.county = $1::text AND o.run_id = $2::bigint
      AND o.payment_no = r.payment_no AND o.return_no = $3::integer`
    await tx.client.query(appendSql(`true FROM returned r WHERE NOT EXISTS (${appended})`), values)
  }
  return { returnNo, news: news.rowCount ?? 0 }
}

const appendSql = (whichRows: string) => `
  INSERT INTO outcome (county, run_id, payment_no, return_no, line, outcome, amount_fen, reason, again)
  SELECT (${COUNTY_OF_RUN_SQL}), $2::bigint, r.payment_no, $3::integer, r.line, r.outcome, r.amount_fen, r.reason,
    ${whichRows}`

/** Paid, failed and unknown among what was sent of a run, as it is in force now. */
export async function outcomeFigures(db: Tx['sql'], { county, runId }: RunKey): Promise<OutcomeFigures> {
  const answered = await sql<{ outcome: string; payments: string; total: string }>`
    SELECT outcome, count(*) AS payments, sum(amount_fen) AS total FROM outcome_in_force
    WHERE county = ${county} AND run_id = ${runId} GROUP BY 1`.execute(db)
  const sent = await sql<{ payments: string; total: string }>`
    SELECT coalesce(sum(rows), 0) AS payments, coalesce(sum(total_fen), 0) AS total FROM batch
    WHERE county = ${county} AND run_id = ${runId}`.execute(db)
  const of = (outcome: string) => {
    const row = answered.rows.find((one) => one.outcome === outcome)
    return { payments: Number(row?.payments ?? 0), totalFen: BigInt(row?.total ?? 0) }
  }
  const [paid, failed] = [of('paid'), of('failed')]
  const unknown = {
    payments: Number(sent.rows[0]!.payments) - paid.payments - failed.payments,
    totalFen: BigInt(sent.rows[0]!.total) - paid.totalFen - failed.totalFen,
  }
  return { paid, failed, unknown }
}
