import { sql } from '../db/statement.ts'
import type { Tx } from '../db/transaction.ts'
import { Refused } from '../kernel/refusal.ts'
import { ACCESS_REFUSALS } from './refusals.ts'

/** The counties that the one who acts is bound to, as the database knows him; null where to none. */
export async function boundCounties(db: Tx['sql']): Promise<readonly string[] | null> {
  const { rows } = await sql<{ counties: string[] | null }>`
    SELECT array_remove(bound_counties(), '000000') AS counties`.execute(db)
  return rows[0]?.counties ?? null
}

/** Where a county is not one that the actor is bound to, says so; rows of it he does not even see. */
export async function refuseOtherCounty(db: Tx['sql'], county: string): Promise<void> {
  const bound = await boundCounties(db)
  if (bound && !bound.includes(county)) throw new Refused(ACCESS_REFUSALS['user.other-county'](null, bound, county))
}
