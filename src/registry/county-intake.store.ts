import { boundCounties } from '../access/bound-counties.store.ts'
import { ACCESS_REFUSALS } from '../access/refusals.ts'
import { carryOut, rowOf, rowsOf, sql } from '../db/statement.ts'
import type { Tx } from '../db/transaction.ts'
import { Refused } from '../kernel/refusal.ts'

/** Makes the counties of an import known, and keeps each one's other imports waiting until this one ends. */
export async function lockCounties(tx: Tx): Promise<void> {
  await refuseOtherCounties(tx)
  const add = sql`
    INSERT INTO county (county) SELECT DISTINCT county FROM target ORDER BY county ON CONFLICT DO NOTHING`
  await carryOut(tx.client, add)
  const lock = sql`
    SELECT county FROM county WHERE county IN (SELECT county FROM target) ORDER BY county FOR UPDATE`
  await carryOut(tx.client, lock)
}

/** Who is bound to counties imports rows of these only; a file that holds others is not his. */
async function refuseOtherCounties(tx: Tx): Promise<void> {
  const bound = await boundCounties(tx.sql)
  if (!bound) return
  const other = sql<County>`SELECT county FROM target WHERE county <> ALL (${bound}) ORDER BY county LIMIT 1`
  const found = await rowOf(tx.client, other)
  if (found) throw new Refused(ACCESS_REFUSALS['user.other-county'](null, bound, found.county))
}

/** Lets one import at a time do what is named, across all counties. */
export async function lockFor(tx: Tx, what: string): Promise<void> {
  await carryOut(tx.client, sql`SELECT pg_advisory_xact_lock(hashtextextended(${`import ${what}`}, 0))`)
}

/** Counts up the knowledge of every county that `fresh` brings something new for; gives those counties. */
export async function advanceKnowledge(tx: Tx, at: string, actor: string, what: string): Promise<string[]> {
  const advance = sql<County>`
    WITH advanced AS (
      UPDATE county SET knowledge = knowledge + 1 WHERE county IN (SELECT county FROM fresh) RETURNING county, knowledge)
    INSERT INTO knowledge (county, known, recorded_at, actor, what)
    SELECT county, knowledge, ${at}, ${actor}, ${what} FROM advanced RETURNING county`
  return (await rowsOf(tx.client, advance)).map(({ county }) => county).sort()
}

interface County {
  readonly county: string
}
