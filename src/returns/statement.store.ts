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
  const { rowCount } = await tx.client.query(
    'SELECT FROM bank_statement WHERE county = $1 AND run_id = $2 AND sha256 = $3',
    [county, runId, sha256],
  )
  return rowCount === 1
}

/** Appends a statement and its debits; gives its number. */
export async function appendStatement(
  tx: Tx,
  { county, runId }: RunKey,
  file: { readonly fileName: string; readonly sha256: string; readonly actor: string; readonly at: string },
  debits: readonly Debit[],
): Promise<number> {
  const { rows } = await tx.client.query(
    `INSERT INTO bank_statement (county, run_id, statement_no, file_name, sha256, rows, actor, at)
     SELECT $1::text, $2::bigint, coalesce(max(statement_no), 0) + 1, $3::text, $4::text, $5::bigint, $6::text,
       $7::timestamptz
     FROM bank_statement WHERE county = $1::text AND run_id = $2::bigint RETURNING statement_no`,
    [county, runId, file.fileName, file.sha256, debits.length, file.actor, file.at],
  )
  await tx.client.query(
    `INSERT INTO bank_debit (county, run_id, statement_no, line, debited_on, bank, batch_no, amount_fen)
     SELECT $1::text, $2::bigint, $3::integer, * FROM unnest($4::bigint[], $5::text[], $6::text[], $7::text[],
       $8::bigint[])`,
    [
      county,
      runId,
      rows[0].statement_no,
      debits.map(({ line }) => line),
      debits.map(({ day }) => day),
      debits.map(({ bank }) => bank),
      debits.map(({ batchNo }) => batchNo),
      debits.map(({ amountFen }) => String(amountFen)),
    ],
  )
  return rows[0].statement_no
}
