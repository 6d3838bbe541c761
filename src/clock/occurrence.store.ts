import { type Asking, carryOut, onlyRowOf, rowOf, rowsOf, sql } from '../db/statement.ts'
import type { Day } from '../kernel/month.ts'

/** One occurrence of a job, by its unique row. */
export interface OccurrenceKey {
  readonly county: string
  readonly job: string
  readonly key: string
}

/** Which attempt at an occurrence it is, and whether the occurrence came late. */
export interface TakenUp {
  readonly tries: number
  readonly late: boolean
}

/** Writes an occurrence down, unless it is already. */
export async function insertOccurrence(
  asking: Asking,
  { county, job, key }: OccurrenceKey,
  {
    dueOn,
    late,
    at,
    actor,
  }: { readonly dueOn: Day; readonly late: boolean; readonly at: string; readonly actor: string },
): Promise<void> {
  await carryOut(
    asking,
    sql`
      INSERT INTO job_occurrence (county, job, occurrence, due_on, late, claimed_at, actor)
      VALUES (${county}, ${job}, ${key}, ${dueOn}, ${late}, ${at}, ${actor}) ON CONFLICT DO NOTHING`,
  )
}

/** Locks an occurrence as long as the transaction lives; false where another has it. */
export async function lockOccurrence(asking: Asking, { county, job, key }: OccurrenceKey): Promise<boolean> {
  const lock = sql<{ mine: boolean }>`
    SELECT pg_try_advisory_xact_lock(hashtextextended(${`job ${county} ${job} ${key}`}, 0)) AS mine`
  return (await onlyRowOf(asking, lock)).mine
}

const unfinished = ({ county, job, key }: OccurrenceKey) =>
  sql`county = ${county} AND job = ${job} AND occurrence = ${key} AND finished_at IS NULL`

/** Counts one more attempt at an occurrence; undefined where it is finished. */
export async function takeUpOccurrence(asking: Asking, of: OccurrenceKey, actor: string): Promise<TakenUp | undefined> {
  return await rowOf(
    asking,
    sql<TakenUp>`
      UPDATE job_occurrence SET tries = tries + 1, actor = ${actor} WHERE ${unfinished(of)} RETURNING tries, late`,
  )
}

/** Ends an occurrence for good; false where another attempt at it has begun since. */
export async function finishOccurrence(
  asking: Asking,
  of: OccurrenceKey,
  {
    tries,
    at,
    result,
    said,
  }: { readonly tries: number; readonly at: string; readonly result: string; readonly said: string },
): Promise<boolean> {
  const finish = sql`
    UPDATE job_occurrence SET finished_at = ${at}, result = ${result}, said = ${said}
    WHERE ${unfinished(of)} AND tries = ${tries}`
  return (await carryOut(asking, finish)) > 0
}

/** Notes what an attempt came to that did not finish its occurrence. */
export async function noteOccurrence(asking: Asking, of: OccurrenceKey, tries: number, said: string): Promise<void> {
  await carryOut(asking, sql`UPDATE job_occurrence SET said = ${said} WHERE ${unfinished(of)} AND tries = ${tries}`)
}

/** Everything of a job that was begun. */
export async function occurrencesOfJob(
  asking: Asking,
  job: string,
): Promise<{ readonly county: string; readonly key: string; readonly finished: boolean }[]> {
  return await rowsOf(
    asking,
    sql<{ county: string; key: string; finished: boolean }>`
      SELECT county, occurrence AS key, finished_at IS NOT NULL AS finished FROM job_occurrence WHERE job = ${job}`,
  )
}
