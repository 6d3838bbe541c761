import { setTimeout as pause } from 'node:timers/promises'
import type pg from 'pg'

/**
 * How a step is recognised in the database when nobody knows whether it was committed: by something unique that its
 * transaction stored. It waits for that transaction, should it still be under way.
 */
export type Receipt = (client: pg.ClientBase) => Promise<boolean>

const TRIES = 40
const BETWEEN_TRIES_MS = 250
/** Longer than a server takes to notice that whoever held the lock has gone. */
const LOCK_TIMEOUT = '15s'

const receipts = new WeakMap<pg.ClientBase, Receipt>()

/** Says how the transaction that is open on this connection is recognised later. */
export function noteReceipt(client: pg.ClientBase, receipt: Receipt): void {
  receipts.set(client, receipt)
}

export function dropReceipt(client: pg.ClientBase): void {
  receipts.delete(client)
}

/** A COMMIT whose fate could not be found out: the same step is to be repeated, and says then whether it was done. */
export class CommitUnknown extends Error {
  readonly code = 'COMMIT_UNKNOWN'

  constructor(cause: Error) {
    super(cause.message, { cause })
  }
}

/** True when the server itself said that the COMMIT failed; a broken connection or a server going down says nothing. */
export function wasAnswered(failure: unknown): boolean {
  const code = (failure as { code?: unknown }).code
  return typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) && !/^(08|57|58|XX)/.test(code)
}

/**
 * After the reply to a COMMIT was lost: returns when the transaction turns out to be committed, throws `failure` when it
 * is not and can no longer be, and `CommitUnknown` where that cannot be told.
 */
export async function settleLostReply(pool: pg.Pool, client: pg.ClientBase, failure: Error): Promise<void> {
  const receipt = receipts.get(client)
  if (!receipt) throw new CommitUnknown(failure)
  for (let tries = 1; ; tries++) {
    try {
      if (await holds(pool, receipt)) return
      break
    } catch {
      if (tries === TRIES) throw new CommitUnknown(failure)
      await pause(BETWEEN_TRIES_MS)
    }
  }
  throw failure
}

async function holds(pool: pg.Pool, receipt: Receipt): Promise<boolean> {
  const client = await pool.connect()
  try {
    await client.query('BEGIN READ ONLY')
    await client.query(`SET LOCAL lock_timeout = '${LOCK_TIMEOUT}'`)
    const found = await receipt(client)
    await client.query('ROLLBACK')
    client.release()
    return found
  } catch (error) {
    client.release(error as Error)
    throw error
  }
}
