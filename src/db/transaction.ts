import { Kysely, PostgresDialect } from 'kysely'
import type pg from 'pg'
import type { Schema } from './schema.ts'

/** One open transaction: typed queries through `sql`, COPY through `client`, both on the same connection. */
export interface Tx {
  readonly sql: Kysely<Schema>
  readonly client: pg.ClientBase
}

/** Typed queries on one given connection; closing them leaves the connection alone. */
export function queriesOn(client: pg.ClientBase): Kysely<Schema> {
  const lent = {
    // pg keeps its state on `this`, so the call goes to the connection itself
    query: (...args: unknown[]) => Reflect.apply(client.query as (...a: unknown[]) => unknown, client, args),
    release() {},
  }
  return new Kysely<Schema>({
    dialect: new PostgresDialect({ pool: { connect: async () => lent, end: async () => {} } as never }),
  })
}

/** Runs `work` in one transaction: all of it, or nothing of it. */
export async function inTransaction<T>(pool: pg.Pool, work: (tx: Tx) => Promise<T>): Promise<T> {
  const client = await pool.connect()
  let broken: Error | undefined
  try {
    await client.query('BEGIN')
    const result = await work({ sql: queriesOn(client), client })
    await client.query('COMMIT')
    return result
  } catch (error) {
    await client.query('ROLLBACK').catch((failure: Error) => {
      broken = failure
    })
    throw error
  } finally {
    client.release(broken)
  }
}
