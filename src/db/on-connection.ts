import type pg from 'pg'
import { queriesOn, type Tx } from './transaction.ts'

/** Does `work` in one transaction on a connection that the caller keeps: all of it, or nothing of it. */
export async function inTransactionOn<T>(client: pg.ClientBase, work: (tx: Tx) => Promise<T>): Promise<T> {
  await client.query('BEGIN')
  try {
    const result = await work({ sql: queriesOn(client), client })
    await client.query('COMMIT')
    return result
  } catch (error) {
    await client.query('ROLLBACK').catch(() => {}) // the first error is the one to tell
    throw error
  }
}

/** Carries out statements that stand as text, as an administrator may also do by hand: all of them, or none. */
export async function carryOutTogether(client: pg.ClientBase, statements: readonly string[]): Promise<void> {
  await inTransactionOn(client, async () => {
    for (const statement of statements) await client.query(statement)
  })
}
