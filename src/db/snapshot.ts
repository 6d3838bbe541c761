import type { Tx } from './transaction.ts'

/**
 * All that the transaction reads is as it was at one instant; `readOnly` where it writes nothing. To be said before
 * anything else.
 */
export async function readAtOneInstant(tx: Tx, { readOnly = false } = {}): Promise<void> {
  await tx.client.query(`SET TRANSACTION ISOLATION LEVEL REPEATABLE READ${readOnly ? ' READ ONLY' : ''}`)
}
