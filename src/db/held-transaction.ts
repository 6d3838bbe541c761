import type pg from 'pg'

/** A transaction that is kept open for what its locks hold, and changes nothing. */
export interface HeldTransaction {
  readonly client: pg.PoolClient
  /** Ends it, and gives the connection back. */
  letGo(): Promise<void>
}

/**
 * Opens a transaction on a connection of its own and does `work` in it. It stays open, however long nothing is asked on
 * it, until it is let go of or the process dies. Where the work fails the connection is given up at once.
 */
export async function holdTransaction<T>(
  pool: pg.Pool,
  work: (client: pg.PoolClient) => Promise<T>,
  { readOnly = false } = {},
): Promise<{ readonly held: HeldTransaction; readonly result: T }> {
  const client = await pool.connect()
  try {
    await client.query(readOnly ? 'BEGIN READ ONLY' : 'BEGIN')
    await client.query('SET LOCAL idle_in_transaction_session_timeout = 0') // what it holds for may take long
    const result = await work(client)
    return { held: { client, letGo: () => letGo(client) }, result }
  } catch (error) {
    client.release(true)
    throw error
  }
}

async function letGo(client: pg.PoolClient): Promise<void> {
  const broken = await client.query('ROLLBACK').then(
    () => false,
    () => true,
  )
  client.release(broken)
}
