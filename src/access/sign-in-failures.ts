import { sql } from 'kysely'
import { appendAudit, NO_COUNTY } from '../db/audit.store.ts'
import type { Database } from '../db/connect.ts'
import { inTransaction } from '../db/transaction.ts'
import { Refused } from '../kernel/refusal.ts'
import { ACCESS_REFUSALS } from './refusals.ts'

const MOST_FAILURES = 5
const LOCKED_MINUTES = 15

/** A wrong token or password: counted, and after five in a row the user is locked for a quarter of an hour. */
export async function failedSignIn(
  database: Database,
  { name, at, what }: { readonly name: string; readonly at: string; readonly what: string },
): Promise<number> {
  const { left, until } = await inTransaction(database.pool, async (tx) => {
    const { rows } = await sql<{ failures: number; locked_until: string | null }>`
      UPDATE app_user SET failures = (failures + 1) % ${MOST_FAILURES}::int,
        locked_until = CASE WHEN failures + 1 >= ${MOST_FAILURES}::int
          THEN now() + make_interval(mins => ${LOCKED_MINUTES}::int) ELSE locked_until END
      WHERE name = ${name} RETURNING failures, locked_until`.execute(tx.sql)
    const { failures, locked_until: until } = rows[0]!
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

/** After the right token or password earlier failures do not count any more. */
export async function forgiveFailures({ sql: db }: Database, name: string): Promise<void> {
  await db.updateTable('app_user').set({ failures: 0, locked_until: null }).where('name', '=', name).execute()
}
