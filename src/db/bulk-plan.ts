import { type Statement, sql } from './statement.ts'
import type { Tx } from './transaction.ts'

/**
 * For the rest of the transaction, joins are planned for many rows. Rows that the transaction itself has just made have
 * no statistics yet: the server would take a million of them for one and compare each with each. What a county's month
 * is sorted and grouped by fits into the memory given here; the four megabytes of a server by default send it to disk.
 */
export async function planForBulk(tx: Tx): Promise<void> {
  await tx.client.query("SET LOCAL enable_nestloop = off; SET LOCAL work_mem = '64MB'; SET LOCAL jit = off")
}

/** For the rest of the transaction, joins are planned by statistics again: for tables that have been looked at. */
export async function planByStatistics(tx: Tx): Promise<void> {
  await tx.client.query('SET LOCAL enable_nestloop = on')
}

/**
 * The county of a run as an SQL value that is known to be a county's code, for statements that append many rows: of a
 * bare text each row would be looked at again, which takes as long as writing it.
 */
export function countyOfRun({ county, runId }: { readonly county: string; readonly runId: string }): Statement<string> {
  return sql`(SELECT run.county FROM run WHERE run.county = ${county} AND run.run_id = ${runId})`
}
