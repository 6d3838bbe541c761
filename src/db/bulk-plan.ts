import type { Tx } from './transaction.ts'

/**
 * For the rest of the transaction, joins are planned for many rows. Rows that the transaction itself has just made have
 * no statistics yet: the server would take a million of them for one and compare each with each.
 */
export async function planForBulk(tx: Tx): Promise<void> {
  await tx.client.query('SET LOCAL enable_nestloop = off')
}

/** For the rest of the transaction, joins are planned by statistics again: for tables that have been looked at. */
export async function planByStatistics(tx: Tx): Promise<void> {
  await tx.client.query('SET LOCAL enable_nestloop = on')
}
