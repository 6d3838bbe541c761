import { Kysely, PostgresDialect } from 'kysely'
import type pg from 'pg'
import { BrokenInvariant, invariant } from '../kernel/invariant.ts'
import { dropReceipt, settleLostReply, wasAnswered } from './lost-reply.ts'
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

/** The longest that a COMMIT may take before its link is taken for dead, in milliseconds. */
const COMMIT_TIMEOUT_MS = 60_000
const TIMED_OUT = 'Query read timeout'

/**
 * Runs `work` in one transaction: all of it, or nothing of it. When the reply to the COMMIT is lost, it is looked up
 * whether the step was committed: then this returns as if nothing had happened.
 */
export async function inTransaction<T>(pool: pg.Pool, work: (tx: Tx) => Promise<T>): Promise<T> {
  const client = await pool.connect()
  let broken: Error | undefined
  try {
    await client.query('BEGIN')
    const result = await work({ sql: queriesOn(client), client })
    try {
      await commit(client, pool.options.query_timeout)
    } catch (failure) {
      if (failure instanceof BrokenInvariant || wasAnswered(failure)) throw failure
      broken = failure as Error
      await settleLostReply(pool, client, broken)
    }
    return result
  } catch (error) {
    broken ??= await rollBack(client, error)
    throw error
  } finally {
    dropReceipt(client)
    client.release(broken)
  }
}

/** A transaction that failed inside ends with a ROLLBACK however politely it is asked to commit; that is no success. */
async function commit(client: pg.ClientBase, longest: number | undefined): Promise<void> {
  const query_timeout = Math.min(longest ?? COMMIT_TIMEOUT_MS, COMMIT_TIMEOUT_MS)
  const ended = await client.query({ text: 'COMMIT', query_timeout } as pg.QueryConfig)
  invariant(ended.command === 'COMMIT', 'a failed statement was passed over in a transaction')
}

/** What makes the connection useless, if anything: a statement that still runs would keep the ROLLBACK waiting. */
async function rollBack(client: pg.ClientBase, error: unknown): Promise<Error | undefined> {
  if (error instanceof Error && error.message === TIMED_OUT) return error
  return await client.query('ROLLBACK').then(
    () => undefined,
    (failure: Error) => failure,
  )
}
