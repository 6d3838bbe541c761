import { boundCounties } from '../access/bound-counties.store.ts'
import { ACCESS_REFUSALS } from '../access/refusals.ts'
import type { Tx } from '../db/transaction.ts'
import { Refused } from '../kernel/refusal.ts'

/** Makes the counties of an import known, and keeps each one's other imports waiting until this one ends. */
export async function lockCounties(tx: Tx): Promise<void> {
  await refuseOtherCounties(tx)
  await tx.client.query(`
    INSERT INTO county (county) SELECT DISTINCT county FROM target ORDER BY county ON CONFLICT DO NOTHING`)
  await tx.client.query(`
    SELECT county FROM county WHERE county IN (SELECT county FROM target) ORDER BY county FOR UPDATE`)
}

/** Who is bound to counties imports rows of these only; a file that holds others is not his. */
async function refuseOtherCounties(tx: Tx): Promise<void> {
  const bound = await boundCounties(tx.sql)
  if (!bound) return
  const { rows } = await tx.client.query<{ county: string }>(
    'SELECT county FROM target WHERE county <> ALL ($1) ORDER BY county LIMIT 1',
    [bound],
  )
  if (rows[0]) throw new Refused(ACCESS_REFUSALS['user.other-county'](null, bound, rows[0].county))
}

/** Lets one import at a time do what is named, across all counties. */
export async function lockFor(tx: Tx, what: string): Promise<void> {
  await tx.client.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`import ${what}`])
}

/** Counts up the knowledge of every county that `fresh` brings something new for; gives those counties. */
export async function advanceKnowledge(tx: Tx, at: string, actor: string, what: string): Promise<string[]> {
  const { rows } = await tx.client.query<{ county: string }>(
    `WITH advanced AS (
       UPDATE county SET knowledge = knowledge + 1 WHERE county IN (SELECT county FROM fresh) RETURNING county, knowledge)
     INSERT INTO knowledge (county, known, recorded_at, actor, what)
     SELECT county, knowledge, $1, $2, $3 FROM advanced RETURNING county`,
    [at, actor, what],
  )
  return rows.map(({ county }) => county).sort()
}
