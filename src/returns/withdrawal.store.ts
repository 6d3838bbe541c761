import { carryOut, rowOf, rowsOf, sql } from '../db/statement.ts'
import type { Tx } from '../db/transaction.ts'
import type { RunKey } from '../run/run-key.ts'

/** A return of a run, and whether somebody wants it, or has it, taken back. */
export interface ImportedReturn {
  readonly returnNo: number
  readonly fileName: string
  readonly rows: number
  readonly news: number
  readonly actor: string
  readonly importedAt: string
  readonly withdrawal: { readonly why: string; readonly maker: string; readonly checker: string | null } | null
}

/** Every return that was applied to the run, in order. */
export async function listReturns(db: Tx['client'], { county, runId }: RunKey): Promise<ImportedReturn[]> {
  return await rowsOf(
    db,
    sql<ImportedReturn>`
      SELECT f.return_no AS "returnNo", f.file_name AS "fileName", f.rows::int AS rows, f.actor,
        f.imported_at AS "importedAt", (SELECT count(*)::int FROM outcome o WHERE o.county = f.county
          AND o.run_id = f.run_id AND o.return_no = f.return_no AND NOT o.again) AS news,
        CASE WHEN w.maker IS NOT NULL THEN
          json_build_object('why', w.why, 'maker', w.maker, 'checker', c.checker) END AS withdrawal
      FROM return_file f
      LEFT JOIN return_withdrawal w USING (county, run_id, return_no)
      LEFT JOIN return_withdrawal_confirmation c USING (county, run_id, return_no)
      WHERE f.county = ${county} AND f.run_id = ${runId} ORDER BY f.return_no`,
  )
}

/** The maker's half of taking a return back. */
export async function proposeWithdrawal(
  tx: Tx,
  { county, runId }: RunKey,
  returnNo: number,
  { why, maker, at }: { readonly why: string; readonly maker: string; readonly at: string },
): Promise<void> {
  const row = { county, run_id: runId, return_no: returnNo, why, maker, at }
  await tx.sql.insertInto('return_withdrawal').values(row).execute()
}

/** The checker's half: from here on the outcomes of that return no longer hold. */
export async function confirmWithdrawal(
  tx: Tx,
  { county, runId }: RunKey,
  returnNo: number,
  checker: string,
  at: string,
): Promise<void> {
  await carryOut(
    tx.client,
    sql`INSERT INTO return_withdrawal_confirmation (county, run_id, return_no, maker, checker, at)
        SELECT county, run_id, return_no, maker, ${checker}, ${at} FROM return_withdrawal
        WHERE county = ${county} AND run_id = ${runId} AND return_no = ${returnNo}`,
  )
}

/** The first payment that is built on a return, of how many, and in which run it is sent again, if it is. */
export interface BuiltOn {
  readonly paymentNo: string
  readonly count: number
  readonly run: string | null
}

/** What rests on a return: the first payment of it that is being sent again or was found misdirected; null for none. */
export async function builtOn(tx: Tx, { county, runId }: RunKey, returnNo: number): Promise<BuiltOn | null> {
  const first = await rowOf(
    tx.client,
    sql<BuiltOn>`SELECT o.payment_no AS "paymentNo", count(*) OVER ()::int AS count, s.number AS run
     FROM outcome_in_force o
     LEFT JOIN reissue x ON x.county = o.county AND x.original_run_id = o.run_id
       AND x.original_payment_no = o.payment_no AND x.withdrawn_at IS NULL
     LEFT JOIN run s ON s.county = x.county AND s.run_id = x.run_id
     LEFT JOIN misdirected_confirmation m ON m.county = o.county AND m.run_id = o.run_id
       AND m.payment_no = o.payment_no
     WHERE o.county = ${county} AND o.run_id = ${runId} AND o.return_no = ${returnNo}
       AND (x.original_payment_no IS NOT NULL OR m.payment_no IS NOT NULL)
     ORDER BY o.payment_no LIMIT 1`,
  )
  return first ?? null
}
