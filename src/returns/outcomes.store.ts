import { countyOfRun } from '../db/bulk-plan.ts'
import { carryOut, onlyRowOf, rowOf, type Statement, sql } from '../db/statement.ts'
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
  const before = await rowOf(
    tx.client,
    sql<{ file_name: string }>`
      SELECT file_name FROM return_file f WHERE county = ${county} AND run_id = ${runId} AND sha256 = ${sha256}
        AND NOT EXISTS (SELECT FROM return_withdrawal_confirmation w
          WHERE w.county = f.county AND w.run_id = f.run_id AND w.return_no = f.return_no)`,
  )
  return before?.file_name ?? null
}

/** A return that is applied. */
export interface AppliedReturn {
  readonly fileName: string
  readonly sha256: string
  readonly layout: string
  readonly rows: number
  readonly actor: string
  readonly at: string
}

/**
 * Appends the return and its outcomes. What is in force already changes nothing as it is said again, but is kept in case
 * that the return which said it first is taken back. Gives how many were news.
 */
export async function appendOutcomes(
  tx: Tx,
  run: RunKey,
  file: AppliedReturn,
): Promise<{ returnNo: number; news: number }> {
  const { county, runId } = run
  const returnNo = await appendFile(tx, run, file)
  const inForce = sql`SELECT FROM outcome_in_force o
    WHERE o.county = ${county} AND o.run_id = ${runId} AND o.payment_no = r.payment_no`
  const news = await carryOut(
    tx.client,
    append(run, returnNo, sql`false FROM returned r WHERE NOT EXISTS (${inForce})`),
  )
  if (news !== file.rows) {
    const appended = sql`SELECT FROM outcome o WHERE o.county = ${county} AND o.run_id = ${runId}
      AND o.payment_no = r.payment_no AND o.return_no = ${returnNo}`
    await carryOut(tx.client, append(run, returnNo, sql`true FROM returned r WHERE NOT EXISTS (${appended})`))
  }
  return { returnNo, news }
}

async function appendFile(tx: Tx, { county, runId }: RunKey, file: AppliedReturn): Promise<number> {
  const { fileName, sha256, layout, rows, actor, at } = file
  const { return_no } = await onlyRowOf(
    tx.client,
    sql<{ return_no: number }>`
      INSERT INTO return_file (county, run_id, return_no, file_name, sha256, layout, rows, actor, imported_at, again)
      SELECT ${county}::text, ${runId}::bigint, coalesce(max(return_no), 0) + 1, ${fileName}::text, ${sha256}::text,
        ${layout}::text, ${rows}::bigint, ${actor}::text, ${at}::timestamptz, count(*) FILTER (WHERE sha256 = ${sha256})
      FROM return_file WHERE county = ${county} AND run_id = ${runId} RETURNING return_no`,
  )
  return return_no
}

function append(run: RunKey, returnNo: number, againFromWhich: Statement): Statement {
  return sql`
    INSERT INTO outcome (county, run_id, payment_no, return_no, line, outcome, amount_fen, reason, again)
    SELECT ${countyOfRun(run)}, ${run.runId}::bigint, r.payment_no, ${returnNo}::integer, r.line, r.outcome, r.amount_fen,
      r.reason, ${againFromWhich}`
}

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
