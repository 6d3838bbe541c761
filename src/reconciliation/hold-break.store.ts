import { carryOut, rowOf, sql } from '../db/statement.ts'
import type { Tx } from '../db/transaction.ts'
import type { RunKey } from '../run/run-key.ts'

/**
 * Holds a break of the gathered ones to the end of the transaction, so that what is said of it goes one after another;
 * false where there is none of this id.
 */
export async function holdBreak({ client }: Tx, { runId }: RunKey, id: string): Promise<boolean> {
  if (!(await rowOf(client, sql`SELECT FROM break WHERE break_id = ${id}`))) return false
  await carryOut(client, sql`SELECT pg_advisory_xact_lock(hashtextextended(${`break ${runId} ${id}`}, 0))`)
  return true
}
