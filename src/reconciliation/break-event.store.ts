import type { Tx } from '../db/transaction.ts'
import type { RunKey } from '../run/run-key.ts'
import type { BreakState } from './break-class.ts'

/** What somebody did about a break. */
export interface BreakEvent {
  readonly eventNo: number
  readonly from: BreakState
  readonly to: BreakState
  readonly why: string
  readonly actor: string
}

/** The latest event of a break; null where nobody has moved it. */
export async function lastBreakEvent(db: Tx['sql'], run: RunKey, breakId: string): Promise<BreakEvent | null> {
  const query = db.selectFrom('break_event').selectAll().where('county', '=', run.county)
  const of = query.where('run_id', '=', run.runId).where('break_id', '=', breakId)
  const row = await of.orderBy('event_no', 'desc').limit(1).executeTakeFirst()
  if (!row) return null
  const { event_no: eventNo, from_state, to_state, why, actor } = row
  return { eventNo, from: from_state as BreakState, to: to_state as BreakState, why, actor }
}

/** Appends one event; two people who move a break at the same time cannot both have the next number. */
export async function appendBreakEvent(
  tx: Tx,
  { county, runId }: RunKey,
  breakId: string,
  { eventNo, from, to, ...event }: BreakEvent & { readonly at: string },
): Promise<void> {
  const states = { event_no: eventNo, from_state: from, to_state: to }
  await tx.sql
    .insertInto('break_event')
    .values({ county, run_id: runId, break_id: breakId, ...states, ...event })
    .execute()
}
