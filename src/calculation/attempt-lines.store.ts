import type pg from 'pg'
import { copyOut } from '../db/copy.ts'
import { sql } from '../db/statement.ts'
import type { NumberedRun } from '../run/run-key.ts'
import { lineRow, STORED_LINE, storedLine } from './stored-line.store.ts'

/** The stored lines of an attempt for the households behind `after` up to `upTo`, each in the very form `lineRow` gives. */
export async function storedRows(
  pool: pg.Pool,
  { county, month, runId }: NumberedRun,
  attempt: number,
  { after, upTo }: { readonly after: string | null; readonly upTo: string },
): Promise<Set<string>> {
  const lines = sql`
    SELECT ${STORED_LINE} FROM line
    WHERE county = ${county} AND run_month = ${month} AND run_id = ${runId} AND attempt = ${attempt}
      AND household_no > ${after ?? ''} AND household_no <= ${upTo}`
  const client = await pool.connect()
  try {
    const rows = new Set<string>()
    for await (const batch of copyOut(client, lines)) for (const row of batch) rows.add(lineRow(storedLine(row)))
    return rows
  } finally {
    client.release()
  }
}
