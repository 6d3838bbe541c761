import type pg from 'pg'

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
const WAITING = `r.state = 'open' AND r.kind <> 'supplementary' AND NOT EXISTS (
  SELECT FROM calculation c WHERE c.county = r.county AND c.run_id = r.run_id AND c.finished_at IS NOT NULL)`

/** A month counts what the months before it lined up, so these come first, whoever works them out. */
const ITS_TURN = `NOT EXISTS (SELECT FROM run r2 WHERE r2.county = r.county AND r2.month < r.month
  AND (r2.kind = 'price') = (r.kind = 'price') AND ${WAITING.replaceAll('r.', 'r2.')})`

/** Whether any run waits whose turn it is, those under way elsewhere counted; `except` are left out. */
export async function anyWaits(pool: pg.Pool, except: readonly string[]): Promise<boolean> {
  const { rows } = await pool.query(
    `SELECT EXISTS (SELECT FROM run r WHERE ${WAITING} AND ${ITS_TURN} AND r.number <> ALL ($1)) AS waits`,
    [except],
  )
  return rows[0].waits
}

/**
 * Takes the oldest run that waits and that nobody holds; null where there is none. It is held by a row lock in a
 * transaction of its own: when the process or its machine dies, the server lets go of it. Should only this link die, two
 * may work on one run: the progress of the attempt moves for one of them, the other stops.
 */
export async function claimRun(pool: pg.Pool, except: readonly string[]): Promise<ClaimedRun | null> {
  await pool.query(
    `INSERT INTO run_claim (county, run_id) SELECT county, run_id FROM run r WHERE ${WAITING} ON CONFLICT DO NOTHING`,
  )
  const client = await pool.connect()
  const held = await holdOldest(client, except).catch((failure: Error) => {
    client.release(failure)
    throw failure
  })
  if (held?.waits) return { number: held.number, release: () => letGo(client) }
  await letGo(client)
  return held ? await claimRun(pool, except) : null
}

async function holdOldest(
  client: pg.PoolClient,
  except: readonly string[],
): Promise<{ readonly number: string; readonly waits: boolean } | null> {
  await client.query('BEGIN; SET LOCAL idle_in_transaction_session_timeout = 0')
  const { rows } = await client.query(
    `SELECT c.county, c.run_id, r.number FROM run_claim c JOIN run r USING (county, run_id)
     WHERE ${WAITING} AND ${ITS_TURN} AND r.number <> ALL ($1)
     ORDER BY r.month, r.county, r.run_id LIMIT 1 FOR UPDATE OF c SKIP LOCKED`,
    [except],
  )
  const [held] = rows
  return held ? { number: held.number, waits: await stillWaits(client, held) } : null
}

/** The one who held it before may have finished it between the look and the lock. */
async function stillWaits(client: pg.PoolClient, held: Record<'county' | 'run_id', string>): Promise<boolean> {
  const { rowCount } = await client.query(
    `SELECT FROM run r WHERE r.county = $1 AND r.run_id = $2 AND ${WAITING} AND ${ITS_TURN}`,
    [held.county, held.run_id],
  )
  return rowCount === 1
}

async function letGo(client: pg.PoolClient): Promise<void> {
  await client.query('ROLLBACK').then(
    () => client.release(),
    (failure: Error) => client.release(failure),
  )
}
