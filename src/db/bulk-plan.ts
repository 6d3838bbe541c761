import type { Tx } from './transaction.ts'

/**
 * For the rest of the transaction, joins are planned for many rows. Right after a load the server has no statistics
 * yet, takes a million rows for one, and would compare each with each; the service role may not ANALYZE.
 */
export async function planForBulk(tx: Tx): Promise<void> {
  await tx.client.query('SET LOCAL enable_nestloop = off')
}
