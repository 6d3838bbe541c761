import { refuseOtherCounty } from '../access/bound-counties.store.ts'
import { appendAudit } from '../db/audit.store.ts'
import { refuseArchivedRun } from '../db/months.store.ts'
import type { Tx } from '../db/transaction.ts'
import { Refused } from '../kernel/refusal.ts'
import { RUN_REFUSALS } from './refusals.ts'
import { moveOf, type RunAction, type RunKind, type RunState } from './run-state.ts'

/** A run as it stands: one county, month and kind, and how far it has come. */
export interface Run {
  readonly county: string
  readonly runId: string
  /** What people call it by: `371302-202607-R1`. */
  readonly number: string
  readonly month: string
  readonly kind: RunKind
  readonly sequence: number
  readonly state: RunState
  readonly eventNo: number
  readonly maker: string
  readonly openedAt: string
  /** The latest finished attempt at calculating it; null before the first. */
  readonly attempt: number | null
}

export interface RunEvent {
  readonly eventNo: number
  readonly action: RunAction
  readonly to: RunState
  readonly actor: string
  readonly at: string
  readonly reason: string | null
  readonly attempt: number | null
  readonly seal: string | null
}

/** The run with this number; refused when there is none, and while its lines are archived. */
export async function findRun(db: Tx['sql'], number: string): Promise<Run> {
  const [run] = await selectRuns(db).where('run.number', '=', number).execute()
  if (run) {
    await refuseArchivedRun(db, run)
    return toRun(run)
  }
  await refuseOtherCounty(db, number.slice(0, 6))
  throw new Refused(RUN_REFUSALS['run.unknown'](number))
}

/** Every run, the newest month first. */
export async function listRuns(db: Tx['sql']): Promise<Run[]> {
  const rows = await selectRuns(db).orderBy('run.month', 'desc').orderBy('run.number').execute()
  return rows.map(toRun)
}

/** The run of this county, month, kind and sequence that is not void, if there is one. */
export async function findLiveRun(
  db: Tx['sql'],
  key: { readonly county: string; readonly month: string; readonly kind: RunKind; readonly sequence: number },
): Promise<Run | null> {
  const query = selectRuns(db).where('run.county', '=', key.county).where('run.month', '=', key.month)
  const rows = await query
    .where('run.kind', '=', key.kind)
    .where('run.sequence', '=', key.sequence)
    .where('run.state', '<>', 'void')
    .execute()
  return rows[0] ? toRun(rows[0]) : null
}

/** What happened to the run, in order. */
export async function runEvents(db: Tx['sql'], run: Run): Promise<RunEvent[]> {
  const query = db.selectFrom('run_event').selectAll().where('county', '=', run.county)
  const rows = await query.where('run_id', '=', run.runId).orderBy('event_no').execute()
  return rows.map((row) => ({
    eventNo: row.event_no,
    action: row.action as RunAction,
    to: row.to_state as RunState,
    actor: row.actor,
    at: row.at,
    reason: row.reason,
    attempt: row.attempt,
    seal: row.seal,
  }))
}

export interface NewEvent {
  readonly action: RunAction
  readonly actor: string
  readonly at: string
  readonly reason?: string
  readonly attempt?: number
  readonly seal?: string
}

/**
 * Moves the run on: one event, one audit row, and the state by compare-and-set. Refused when the action is not allowed
 * now, or when somebody else moved the run since it was read.
 */
export async function recordEvent(tx: Tx, run: Run, event: NewEvent): Promise<Run> {
  const to = moveOf(run.state, event.action)
  if (!to)
    throw new Refused(RUN_REFUSALS['run.wrong-state'](run.number, run.state, event.action, await lastStep(tx.sql, run)))
  const next: Run = { ...run, state: to, eventNo: run.eventNo + 1, attempt: event.attempt ?? run.attempt }
  const { numUpdatedRows } = await tx.sql
    .updateTable('run')
    .set({ state: next.state, event_no: next.eventNo })
    .where('county', '=', run.county)
    .where('run_id', '=', run.runId)
    .where('state', '=', run.state)
    .where('event_no', '=', run.eventNo)
    .executeTakeFirst()
  if (numUpdatedRows !== 1n) throw new Refused(RUN_REFUSALS['run.overtaken'](run.number, await lastStep(tx.sql, run)))
  const submitted = event.action === 'approve' ? (await runEvents(tx.sql, run)).at(-1) : undefined
  await tx.sql
    .insertInto('run_event')
    .values({
      county: run.county,
      run_id: run.runId,
      event_no: next.eventNo,
      action: event.action,
      from_state: run.state,
      to_state: next.state,
      actor: event.actor,
      at: event.at,
      reason: event.reason ?? null,
      attempt: event.attempt ?? null,
      seal: event.seal ?? null,
      maker: run.maker,
      submit_no: submitted?.eventNo ?? null,
      submitter: submitted?.actor ?? null,
      submit_action: submitted?.action ?? null,
    })
    .execute()
  const detail = [run.number, event.attempt ? `attempt ${event.attempt}` : '', event.seal ?? '', event.reason ?? '']
  await appendAudit(tx, run.county, {
    at: event.at,
    actor: event.actor,
    action: `run.${event.action}`,
    detail: detail.filter(Boolean).join(' '),
    before: run.state,
    after: next.state,
  })
  return next
}

/** Refuses an action that the run's state does not allow now. */
export function refuseWrongState(run: Run, action: RunAction): void {
  if (!moveOf(run.state, action)) throw new Refused(RUN_REFUSALS['run.wrong-state'](run.number, run.state, action))
}

/** Refused when the run has moved on since it was read: whoever works on it is told who moved it, and when. */
export async function refuseWhenMoved(db: Tx['sql'], run: Run): Promise<void> {
  const { eventNo } = await findRun(db, run.number)
  if (eventNo !== run.eventNo) throw new Refused(RUN_REFUSALS['run.overtaken'](run.number, await lastStep(db, run)))
}

/** Who brought the run where it is: whoever comes too late is told. */
async function lastStep(db: Tx['sql'], run: Run): Promise<RunEvent | undefined> {
  return (await runEvents(db, run)).at(-1)
}

function selectRuns(db: Tx['sql']) {
  return db
    .selectFrom('run')
    .select(['county', 'run_id', 'number', 'month', 'kind', 'sequence', 'state', 'event_no', 'maker', 'opened_at'])
    .select((eb) =>
      eb
        .selectFrom('calculation')
        .select((c) => c.fn.max('attempt').as('attempt'))
        .whereRef('calculation.county', '=', 'run.county')
        .whereRef('calculation.run_id', '=', 'run.run_id')
        .where('finished_at', 'is not', null)
        .as('attempt'),
    )
}

type RunRow = Awaited<ReturnType<ReturnType<typeof selectRuns>['execute']>>[number]

function toRun(row: RunRow): Run {
  return {
    county: row.county,
    runId: row.run_id,
    number: row.number,
    month: row.month,
    kind: row.kind as RunKind,
    sequence: row.sequence,
    state: row.state as RunState,
    eventNo: row.event_no,
    maker: row.maker,
    openedAt: row.opened_at,
    attempt: row.attempt,
  }
}
