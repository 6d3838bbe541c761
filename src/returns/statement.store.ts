import { carryOut, onlyRowOf, sql } from '../db/statement.ts'
import type { Tx } from '../db/transaction.ts'
import type { RunKey } from '../run/run-key.ts'
import type { Debit, KnownBatches } from './statement.ts'

/** The run's files by their numbers, with their banks. */
export async function knownBatches(tx: Tx, { county, runId }: RunKey): Promise<KnownBatches> {
  const query = tx.sql.selectFrom('batch').select(['batch_no', 'bank']).where('county', '=', county)
  const rows = await query.where('run_id', '=', runId).execute()
  return new Map(rows.map(({ batch_no, bank }) => [batch_no, bank]))
}

/** True when these bytes were imported for the run before. */
export async function statementKnown(tx: Tx, { county, runId }: RunKey, sha256: string): Promise<boolean> {
  const { known } = await onlyRowOf(
    tx.client,
    sql<{ known: boolean }>`
      SELECT EXISTS (SELECT FROM bank_statement WHERE county = ${county} AND run_id = ${runId} AND sha256 = ${sha256})
        AS known`,
  )
  return known
}

/** Appends a statement and its debits; gives its number. */
export async function appendStatement(
  tx: Tx,
  { county, runId }: RunKey,
  file: { readonly fileName: string; readonly sha256: string; readonly actor: string; readonly at: string },
  debits: readonly Debit[],
): Promise<number> {
  const { fileName, sha256, actor, at } = file
  const { statement_no } = await onlyRowOf(
    tx.client,
    sql<{ statement_no: number }>`
      INSERT INTO bank_statement (county, run_id, statement_no, file_name, sha256, rows, actor, at)
      SELECT ${county}::text, ${runId}::bigint, coalesce(max(statement_no), 0) + 1, ${fileName}::text, ${sha256}::text,
        ${debits.length}::bigint, ${actor}::text, ${at}::timestamptz
      FROM bank_statement WHERE county = ${county} AND run_id = ${runId} RETURNING statement_no`,
  )
  await carryOut(
    tx.client,
    sql`INSERT INTO bank_debit (county, run_id, statement_no, line, debited_on, bank, batch_no, amount_fen)
        SELECT ${county}::text, ${runId}::bigint, ${statement_no}::integer, * FROM unnest(
          ${debits.map(({ line }) => line)}::bigint[], ${debits.map(({ day }) => day)}::text[],
          ${debits.map(({ bank }) => bank)}::text[], ${debits.map(({ batchNo }) => batchNo)}::text[],
          ${debits.map(({ amountFen }) => String(amountFen))}::bigint[])`,
  )
  return statement_no
}
