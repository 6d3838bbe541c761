import type { Kysely } from 'kysely'
import type pg from 'pg'
import type { Schema } from '../db/schema.ts'
import { carryOut, onlyRowOf, sql } from '../db/statement.ts'
import { inTransaction, type Tx } from '../db/transaction.ts'
import { Refused } from '../kernel/refusal.ts'
import { RUN_REFUSALS } from '../run/refusals.ts'
import type { NumberedRun } from '../run/run-key.ts'
import { appendOpenRecoveries } from './arrears/open-recovery.store.ts'
import type { OpenRecovery } from './arrears/settle-case.ts'
import type { CaseOutcome } from './case-result.ts'
import { appendCitations } from './citations.store.ts'
import { appendOutcomes } from './outcome-rows.store.ts'

/** One attempt at calculating a run: what it knows, and how far it has come. */
export interface Attempt {
  readonly attempt: number
  readonly known: number
  readonly policyRevision: number
  readonly indexKnown: number
  readonly codeRevision: string
  readonly knownAt: string
  /** An account serves from 启用月份 on when that is not after this month. */
  readonly usableMonth: string
  /** The system's first month of the county. */
  readonly firstMonth: string
  readonly lastHousehold: string | null
  readonly progress: Progress
  readonly finished: boolean
}

export interface Progress {
  readonly households: number
  readonly persons: number
  readonly lines: number
  readonly totalFen: bigint
  readonly exceptions: number
}

export const NO_PROGRESS: Progress = { households: 0, persons: 0, lines: 0, totalFen: 0n, exceptions: 0 }

/** The run's latest attempt, finished or not. */
export async function latestAttempt(db: Kysely<Schema>, run: NumberedRun): Promise<Attempt | null> {
  const row = await db
    .selectFrom('calculation')
    .selectAll()
    .where('county', '=', run.county)
    .where('run_id', '=', run.runId)
    .orderBy('attempt', 'desc')
    .limit(1)
    .executeTakeFirst()
  if (!row) return null
  return {
    attempt: row.attempt,
    known: Number(row.known),
    policyRevision: Number(row.policy_revision),
    indexKnown: Number(row.index_known),
    codeRevision: row.code_revision,
    knownAt: row.known_at,
    usableMonth: row.usable_month,
    firstMonth: row.first_month,
    lastHousehold: row.last_household,
    progress: {
      households: Number(row.households),
      persons: Number(row.persons),
      lines: Number(row.lines),
      totalFen: BigInt(row.total_fen),
      exceptions: Number(row.exceptions),
    },
    finished: row.finished_at !== null,
  }
}

/**
 * The attempt with what is stored of it by now. Whoever is still storing a chunk holds its row: this waits for the end of
 * that transaction, whichever it is.
 */
export async function whereItStands(pool: pg.Pool, run: NumberedRun, attempt: Attempt): Promise<Attempt> {
  return await inTransaction(pool, async (tx) => {
    const held = tx.sql.selectFrom('calculation').select('attempt').where('county', '=', run.county)
    await held.where('run_id', '=', run.runId).where('attempt', '=', attempt.attempt).forUpdate().execute()
    const latest = await latestAttempt(tx.sql, run)
    if (latest?.attempt !== attempt.attempt) throw new Refused(RUN_REFUSALS['run.calculated-elsewhere'](run.number))
    return latest
  })
}

/** What the county knows now. The county's row is locked, so that no import is half-way while this is read. */
export async function knowledgeNow(
  tx: Tx,
  county: string,
): Promise<Pick<Attempt, 'known' | 'policyRevision' | 'indexKnown'>> {
  await carryOut(tx.client, sql`SELECT lock_county(${county})`) // an auditor may wait, too, and has no right to lock rows
  const known = sql<{ known: string; policy: string; index: string }>`
    SELECT knowledge AS known, coalesce((SELECT max(revision) FROM policy_revision), 0) AS policy,
      coalesce((SELECT max(known) FROM index_fact), 0) AS index FROM county WHERE county = ${county}`
  const now = await onlyRowOf(tx.client, known)
  return { known: Number(now.known), policyRevision: Number(now.policy), indexKnown: Number(now.index) }
}

/** The month of the county's first regular run. */
export async function systemFirstMonth(db: Kysely<Schema>, county: string): Promise<string | null> {
  const row = await db
    .selectFrom('run')
    .select((eb) => eb.fn.min('month').as('first'))
    .where('county', '=', county)
    .where('kind', '=', 'regular')
    .where('state', '<>', 'void')
    .executeTakeFirst()
  return row?.first ?? null
}

export async function insertAttempt(
  tx: Tx,
  run: NumberedRun,
  attempt: Omit<Attempt, 'lastHousehold' | 'progress' | 'finished'>,
  actor: string,
): Promise<void> {
  await tx.sql
    .insertInto('calculation')
    .values({
      county: run.county,
      run_id: run.runId,
      attempt: attempt.attempt,
      actor,
      known: attempt.known,
      policy_revision: attempt.policyRevision,
      index_known: attempt.indexKnown,
      code_revision: attempt.codeRevision,
      known_at: attempt.knownAt,
      usable_month: attempt.usableMonth,
      first_month: attempt.firstMonth,
      last_household: null,
      finished_at: null,
    })
    .execute()
}

/** The results of the households behind `after` up to `lastHousehold`. */
export interface FinishedChunk {
  readonly after: string | null
  readonly lastHousehold: string
  readonly outcomes: readonly (CaseOutcome & { readonly open?: readonly OpenRecovery[] })[]
}

/**
 * Stores a chunk's lines and exceptions and moves the attempt's progress over them, in one transaction: whatever kills
 * the process, the next one goes on behind the last chunk that is whole. `turn` is asked last, when the rows are in: it
 * waits for whoever stores the chunk before, and says what the attempt comes to with this one.
 */
export async function saveChunk(
  pool: pg.Pool,
  run: NumberedRun,
  attempt: number,
  chunk: FinishedChunk,
  turn: () => Promise<Progress>,
): Promise<void> {
  await inTransaction(pool, async (tx) => {
    try {
      await appendOutcomes(tx.client, run, attempt, chunk.outcomes)
      const open = chunk.outcomes.flatMap((outcome) => outcome.open ?? [])
      await appendOpenRecoveries(tx.client, run, attempt, open)
    } catch (error) {
      throw isUniqueViolation(error) ? new Refused(RUN_REFUSALS['run.calculated-elsewhere'](run.number)) : error
    }
    const progress = await turn()
    await appendCitations(tx.client, run.county, chunk.outcomes)
    await moveProgress(tx, run, attempt, chunk, progress)
  })
}

/** Somebody else has stored the same lines already. */
function isUniqueViolation(error: unknown): boolean {
  return (error as { code?: unknown }).code === '23505'
}

async function moveProgress(
  tx: Tx,
  run: NumberedRun,
  attempt: number,
  { after, lastHousehold }: Pick<FinishedChunk, 'after' | 'lastHousehold'>,
  progress: Progress,
): Promise<void> {
  const { numUpdatedRows } = await tx.sql
    .updateTable('calculation')
    .set({
      last_household: lastHousehold,
      households: progress.households,
      persons: progress.persons,
      lines: progress.lines,
      total_fen: progress.totalFen.toString(),
      exceptions: progress.exceptions,
    })
    .where('county', '=', run.county)
    .where('run_id', '=', run.runId)
    .where('attempt', '=', attempt)
    .where('finished_at', 'is', null)
    .where('last_household', after === null ? 'is' : '=', after)
    .executeTakeFirst()
  if (numUpdatedRows !== 1n) throw new Refused(RUN_REFUSALS['run.calculated-elsewhere'](run.number))
}

export async function finishAttempt(tx: Tx, run: NumberedRun, attempt: number, at: string): Promise<void> {
  const { numUpdatedRows } = await tx.sql
    .updateTable('calculation')
    .set({ finished_at: at })
    .where('county', '=', run.county)
    .where('run_id', '=', run.runId)
    .where('attempt', '=', attempt)
    .where('finished_at', 'is', null)
    .executeTakeFirst()
  if (numUpdatedRows !== 1n) throw new Refused(RUN_REFUSALS['run.calculated-elsewhere'](run.number))
}
