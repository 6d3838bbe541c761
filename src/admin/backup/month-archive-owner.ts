import pg from 'pg'
import { inTransactionOn } from '../../db/on-connection.ts'
import type { Tx } from '../../db/transaction.ts'
import { Refused } from '../../kernel/refusal.ts'
import { lockMonth } from './month-archive.store.ts'
import { BACKUP_REFUSALS } from './refusals.ts'

/**
 * One transaction of the tables' owner about one month: nobody opens a run of it meanwhile, and all of it holds or none.
 */
export async function inOwnTransaction<T>(ownerUrl: string, month: string, work: (tx: Tx) => Promise<T>): Promise<T> {
  const owner = new pg.Client({ connectionString: ownerUrl, keepAlive: true })
  owner.on('error', () => {}) // fails the query that runs, not the process
  await owner.connect()
  try {
    return await inTransactionOn(owner, async (tx) => {
      await lockMonth(tx.client, month)
      return await work(tx)
    })
  } catch (error) {
    throw (error as { code?: string }).code === '42501' ? new Refused(BACKUP_REFUSALS['archive.not-owner']()) : error
  } finally {
    await owner.end()
  }
}
