import type { Trial } from './county.ts'

/** Changes rows as somebody could who owns the server and switches its fences off. */
export async function asOwner(trial: Trial, statement: string): Promise<void> {
  const client = await trial.connect().pool.connect()
  try {
    await client.query('SET ROLE huimin')
    await client.query("SET session_replication_role = 'replica'")
    await client.query(statement)
  } finally {
    client.release(true)
  }
}
