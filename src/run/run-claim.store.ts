import type pg from 'pg'
import { holdTransaction } from '../db/held-transaction.ts'
import { carryOut, onlyRowOf, rowOf, type Statement, sql } from '../db/statement.ts'

/** A run that nobody else works out as long as it is held. */
export interface ClaimedRun {
  readonly number: string
  /** Lets go of it; the end of the process does, too. */
  release(): Promise<void>
}

/**
 * A run `r` that waits to be worked out: a maker has opened it, and it was never calculated to its end. One that was sent
 * back by its reviewer is the maker's again; what people put into a supplementary run is theirs to call complete.
 */
const WAITING = waiting('r')

/** A month counts what the months before it lined up, so these come first, whoever works them out. */
const ITS_TURN = sql`NOT EXISTS (SELECT FROM run r2 WHERE r2.county = r.county AND r2.month < r.month
  AND (r2.kind = 'price') = (r.kind = 'price') AND ${waiting('r2')})`

function waiting(alias: 'r' | 'r2'): Statement {
  const run = sql.ref(alias)
  return sql`${run}.state = 'open' AND ${run}.kind <> 'supplementary' AND NOT EXISTS (
    SELECT FROM calculation c WHERE c.county = ${run}.county AND c.run_id = ${run}.run_id AND c.finished_at IS NOT NULL)`
}

/** Whether any run waits whose turn it is, those under way elsewhere counted; `except` are left out. */
export async function anyWaits(pool: pg.Pool, except: readonly string[]): Promise<boolean> {
  const asked = sql<{ waits: boolean }>`
    SELECT EXISTS (SELECT FROM run r WHERE ${WAITING} AND ${ITS_TURN} AND r.number <> ALL (${except})) AS waits`
  return (await onlyRowOf(pool, asked)).waits
}

/**
 * Takes the oldest run that waits and that nobody holds; null where there is none. It is held by a row lock in a
 * transaction of its own: when the process or its machine dies, the server lets go of it. Should only this link die, two
 * may work on one run: the progress of the attempt moves for one of them, the other stops.
 */
export async function claimRun(pool: pg.Pool, except: readonly string[]): Promise<ClaimedRun | null> {
  const known = sql`
    INSERT INTO run_claim (county, run_id) SELECT county, run_id FROM run r WHERE ${WAITING} ON CONFLICT DO NOTHING`
  await carryOut(pool, known)
  const { held, result: oldest } = await holdTransaction(pool, (client) => holdOldest(client, except))
  if (oldest?.waits) return { number: oldest.number, release: () => held.letGo() }
  await held.letGo()
  return oldest ? await claimRun(pool, except) : null
}

async function holdOldest(
  client: pg.ClientBase,
  except: readonly string[],
): Promise<{ readonly number: string; readonly waits: boolean } | null> {
  const oldest = sql<Held>`
    SELECT c.county, c.run_id, r.number FROM run_claim c JOIN run r USING (county, run_id)
    WHERE ${WAITING} AND ${ITS_TURN} AND r.number <> ALL (${except})
    ORDER BY r.month, r.county, r.run_id LIMIT 1 FOR UPDATE OF c SKIP LOCKED`
  const held = await rowOf(client, oldest)
  return held ? { number: held.number, waits: await stillWaits(client, held) } : null
}

interface Held {
  readonly county: string
  readonly run_id: string
  readonly number: string
}

/** The one who held it before may have finished it between the look and the lock. */
async function stillWaits(client: pg.ClientBase, held: Held): Promise<boolean> {
  const still = sql`
    SELECT FROM run r WHERE r.county = ${held.county} AND r.run_id = ${held.run_id} AND ${WAITING} AND ${ITS_TURN}`
  return (await rowOf(client, still)) !== undefined
}
