import type pg from 'pg'
import type { Context } from '../access/context.ts'
import { appendAudit } from '../db/audit.store.ts'
import { inTransaction } from '../db/transaction.ts'
import { withoutPersonalNumbers } from '../kernel/masked-text.ts'
import type { Occurrence } from './tick-job.ts'

/** An occurrence that this process, and no other, has in hand until it lets go. */
export interface Claim {
  readonly late: boolean
  /** Done for good: it is not taken up again. */
  finish(result: 'done' | 'problems', said: string): Promise<void>
  /** Not done: the next tick takes it up again. */
  leave(said: string): Promise<void>
  release(): Promise<void>
}

/**
 * Claims an occurrence by its unique row, and holds it by a lock that lives as long as this connection's transaction:
 * it falls with the process, whatever happens to it, and the next tick takes over at once. Null when it is done, or
 * when another tick has it. The lock is for economy; that a step done twice changes nothing is the step's own affair.
 */
export async function claimOccurrence(
  context: Context,
  job: string,
  { county, key, dueOn }: Occurrence,
  late: boolean,
): Promise<Claim | null> {
  const { pool } = context.database
  const row = [county, job, key]
  await pool.query(
    `INSERT INTO job_occurrence (county, job, occurrence, due_on, late, claimed_at, actor)
     VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING`,
    [...row, dueOn, late, context.now(), context.actor],
  )
  const holder = await pool.connect()
  const taken = await takeUp(context, holder, row).catch((error: unknown) => {
    holder.release(true)
    throw error
  })
  if (taken) return heldClaim(context, holder, row, taken)
  await letGo(holder)
  return null
}

/** Undefined when another tick has it, or has done it. */
async function takeUp({ database, actor }: Context, holder: pg.PoolClient, row: readonly string[]) {
  if (!(await lockOccurrence(holder, row))) return undefined
  const { rows } = await database.pool.query<{ tries: number; late: boolean }>(TAKE_UP, [...row, actor])
  return rows[0]
}

const TAKE_UP = `UPDATE job_occurrence SET tries = tries + 1, actor = $4
  WHERE county = $1 AND job = $2 AND occurrence = $3 AND finished_at IS NULL RETURNING tries, late`

async function lockOccurrence(holder: pg.PoolClient, row: readonly string[]): Promise<boolean> {
  await holder.query('BEGIN')
  await holder.query('SET LOCAL idle_in_transaction_session_timeout = 0') // a calculation may take long
  const lock = await holder.query('SELECT pg_try_advisory_xact_lock(hashtextextended($1, 0)) AS mine', [
    `job ${row.join(' ')}`,
  ])
  return lock.rows[0].mine
}

async function letGo(holder: pg.PoolClient): Promise<void> {
  const broken = await holder.query('ROLLBACK').then(
    () => false,
    () => true,
  )
  holder.release(broken)
}

function heldClaim(
  context: Context,
  holder: pg.PoolClient,
  row: readonly string[],
  { tries, late }: { tries: number; late: boolean },
): Claim {
  const { pool } = context.database
  const [county, job, key] = row as [string, string, string]
  return {
    late,
    finish: async (result, said) => {
      const text = withoutPersonalNumbers(said)
      const at = context.now()
      await inTransaction(pool, async (tx) => {
        const { rowCount } = await tx.client.query(
          `UPDATE job_occurrence SET finished_at = $5, result = $6, said = $7
           WHERE county = $1 AND job = $2 AND occurrence = $3 AND tries = $4 AND finished_at IS NULL`,
          [...row, tries, at, result, text],
        )
        if (rowCount === 0) return // our connection was cut, and another tick took over meanwhile
        const detail = [key, late ? 'late' : '', result].filter(Boolean).join(' ')
        await appendAudit(tx, county, { at, actor: context.actor, action: `job.${job}`, detail })
      })
    },
    leave: async (said) => {
      await pool.query(
        `UPDATE job_occurrence SET said = $5
         WHERE county = $1 AND job = $2 AND occurrence = $3 AND tries = $4 AND finished_at IS NULL`,
        [...row, tries, withoutPersonalNumbers(said)],
      )
    },
    release: () => letGo(holder),
  }
}

/** An occurrence as the sets of `occurrencesOf` name it. */
export function occurrenceId({ county, key }: Pick<Occurrence, 'county' | 'key'>): string {
  return `${county} ${key}`
}

/** What of a job was begun and what of it is finished. */
export async function occurrencesOf({ database }: Context, job: string) {
  const { rows } = await database.pool.query(
    'SELECT county, occurrence AS key, finished_at IS NOT NULL AS finished FROM job_occurrence WHERE job = $1',
    [job],
  )
  const where = (finished: boolean) => new Set(rows.filter((row) => row.finished === finished).map(occurrenceId))
  return { begun: where(false), finished: where(true) }
}
