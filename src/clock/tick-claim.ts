import type { Context } from '../access/context.ts'
import { appendAudit } from '../db/audit.store.ts'
import { type HeldTransaction, holdTransaction } from '../db/held-transaction.ts'
import type { Asking } from '../db/statement.ts'
import { inTransaction } from '../db/transaction.ts'
import { withoutPersonalNumbers } from '../kernel/masked-text.ts'
import {
  finishOccurrence,
  insertOccurrence,
  lockOccurrence,
  noteOccurrence,
  type OccurrenceKey,
  occurrencesOfJob,
  type TakenUp,
  takeUpOccurrence,
} from './occurrence.store.ts'
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
  const of = { county, job, key }
  await insertOccurrence(pool, of, { dueOn, late, at: context.now(), actor: context.actor })
  const { held, result: taken } = await holdTransaction(pool, (client) => takeUp(context, client, of))
  if (taken) return heldClaim(context, held, of, taken)
  await held.letGo()
  return null
}

/** Undefined when another tick has it, or has done it. */
async function takeUp({ database, actor }: Context, holder: Asking, of: OccurrenceKey): Promise<TakenUp | undefined> {
  return (await lockOccurrence(holder, of)) ? await takeUpOccurrence(database.pool, of, actor) : undefined
}

function heldClaim(context: Context, held: HeldTransaction, of: OccurrenceKey, { tries, late }: TakenUp): Claim {
  const { pool } = context.database
  const { county, job, key } = of
  return {
    late,
    finish: async (result, said) => {
      const at = context.now()
      await inTransaction(pool, async (tx) => {
        const ended = { tries, at, result, said: withoutPersonalNumbers(said) }
        // our connection may have been cut, and another tick have taken over meanwhile
        if (!(await finishOccurrence(tx.client, of, ended))) return
        const detail = [key, late ? 'late' : '', result].filter(Boolean).join(' ')
        await appendAudit(tx, county, { at, actor: context.actor, action: `job.${job}`, detail })
      })
    },
    leave: (said) => noteOccurrence(pool, of, tries, withoutPersonalNumbers(said)),
    release: () => held.letGo(),
  }
}

/** An occurrence as the sets of `occurrencesOf` name it. */
export function occurrenceId({ county, key }: Pick<Occurrence, 'county' | 'key'>): string {
  return `${county} ${key}`
}

/** What of a job was begun and what of it is finished. */
export async function occurrencesOf({ database }: Context, job: string) {
  const rows = await occurrencesOfJob(database.pool, job)
  const where = (finished: boolean) => new Set(rows.filter((row) => row.finished === finished).map(occurrenceId))
  return { begun: where(false), finished: where(true) }
}
