import { appendAudit, NO_COUNTY } from '../db/audit.store.ts'
import type { Database } from '../db/connect.ts'
import { inTransaction } from '../db/transaction.ts'
import { Refused } from '../kernel/refusal.ts'
import { ACCESS_REFUSALS } from './refusals.ts'
import { countFailure } from './user.store.ts'

const MOST_FAILURES = 5
const LOCKED_MINUTES = 15

/** A wrong token or password: counted, and after five in a row the user is locked for a quarter of an hour. */
export async function failedSignIn(
  database: Database,
  { name, at, what }: { readonly name: string; readonly at: string; readonly what: string },
): Promise<number> {
  const { left, until } = await inTransaction(database.pool, async (tx) => {
    const limits = { most: MOST_FAILURES, lockedMinutes: LOCKED_MINUTES }
    const { failures, locked_until: until } = await countFailure(tx.client, name, limits)
    if (failures > 0) return { left: MOST_FAILURES - failures, until: null }
    const detail = `${name} until ${until}: ${MOST_FAILURES} × ${what}`
    await appendAudit(tx, NO_COUNTY, { at, actor: name, action: 'user.locked', detail })
    return { left: 0, until }
  })
  if (until !== null) refuseLocked(name, until)
  return left
}

/** Refuses who is locked, with the hour until which. */
export function refuseLocked(name: string, until: string): never {
  throw new Refused(ACCESS_REFUSALS['user.locked'](name, MOST_FAILURES, until))
}
