import type pg from 'pg'
import { COUNTY } from './example-county.ts'
import { secondsOf } from './measure.ts'
import { asOwner } from './owner.ts'
import { type AttemptKey, type HouseholdSpan, sameLinesSql, TUNED_SESSION } from './same-lines.sql.ts'

/**
 * Stores an attempt's lines a second time by the hand-written SQL and returns its seconds: in one session for each worker
 * that `run calculate` was given, each with its share of the households, for an INSERT uses one core however many there are.
 */
export async function storeSameLines(
  ownerUrl: string,
  table: string,
  attempt: AttemptKey,
  sessions: number,
): Promise<number> {
  const spans = await asOwner(ownerUrl, (owner) => shares(owner, sessions))
  return await inSessions(ownerUrl, spans.length, async (clients) => {
    for (const client of clients) await client.query(TUNED_SESSION)
    return await secondsOf(() =>
      Promise.all(clients.map((client, i) => client.query(sameLinesSql(table, attempt, spans[i]!)))),
    )
  })
}

/** Households by their numbers in so many shares of the same size. */
async function shares(owner: pg.Client, count: number): Promise<HouseholdSpan[]> {
  const { rows } = await owner.query<{ up_to: string }>(
    `SELECT max(household_no) AS up_to FROM (
       SELECT household_no, ntile($2) OVER (ORDER BY household_no) AS share
       FROM household_fact WHERE county = $1) numbered
     GROUP BY share ORDER BY share`,
    [COUNTY, count],
  )
  return rows.map(({ up_to: upTo }, i) => ({ after: rows[i - 1]?.up_to ?? '', upTo }))
}

async function inSessions<T>(ownerUrl: string, count: number, work: (clients: pg.Client[]) => Promise<T>): Promise<T> {
  const open = (clients: pg.Client[]): Promise<T> =>
    clients.length === count ? work(clients) : asOwner(ownerUrl, (client) => open([...clients, client]))
  return await open([])
}
