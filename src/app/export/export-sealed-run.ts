import type pg from 'pg'
import { basisOf } from '../../calculation/attempt-basis.store.ts'
import type { Tx } from '../../db/transaction.ts'
import { Refused } from '../../kernel/refusal.ts'
import { PAYMENT_REFUSALS } from '../../payment/refusals.ts'
import { holdRun } from '../../run/lock.store.ts'
import { type Run, runEvents } from '../../run/run.store.ts'
import { isApproved } from '../../run/run-state.ts'
import { sealOf } from '../../run/seal.store.ts'

/** An approved run, and the seal that its lines and payments got when they were approved. */
export interface SealedRun {
  readonly run: Run
  readonly attempt: number
  readonly seal: string
  readonly checker: string
  /** What the county knew when the run was calculated. */
  readonly calculatedKnown: string
  readonly policyRevision: number
  readonly codeRevision: string
}

/** Locks the run until the transaction ends; refused before approval. Its seal is still to be checked. */
export async function lockSealedRun(tx: Tx, number: string): Promise<SealedRun> {
  const run = await holdRun(tx, number)
  if (!isApproved(run.state)) throw new Refused(PAYMENT_REFUSALS['export.not-approved'](number, run.state))
  const approval = (await runEvents(tx.sql, run)).findLast(({ action }) => action === 'approve')
  if (!approval) throw new Refused(PAYMENT_REFUSALS['export.no-approval'](number, run.state))
  const attempt = approval.attempt!
  const { known, policyRevision, codeRevision } = await basisOf(tx.sql, { ...run, attempt })
  return {
    run,
    attempt,
    seal: approval.seal!,
    checker: approval.actor,
    calculatedKnown: String(known),
    policyRevision,
    codeRevision,
  }
}

/**
 * Does something with a locked run while its lines and payments are compared with what was approved: nothing can be added
 * to them meanwhile. Refused when the seal is broken, whatever came of the work.
 */
export async function underItsSeal<T>(pool: pg.Pool, tx: Tx, sealed: SealedRun, work: () => Promise<T>): Promise<T> {
  const { run, attempt } = sealed
  const meanwhile = hasSpare(pool) ? sealAside(pool, sealed) : Promise.resolve(await sealOf(tx.client, run, attempt))
  const [checked, worked] = await Promise.allSettled([meanwhile, work()])
  if (checked.status === 'rejected') throw checked.reason
  if (checked.value !== sealed.seal) throw new Refused(PAYMENT_REFUSALS['export.seal-broken'](run.number))
  if (worked.status === 'rejected') throw worked.reason
  return worked.value
}

/** Whoever holds a connection and waits for another one could wait for ever: those who have them wait for its lock. */
function hasSpare({ idleCount, totalCount, waitingCount, options }: pg.Pool): boolean {
  return waitingCount === 0 && (idleCount > 0 || totalCount < options.max)
}

async function sealAside(pool: pg.Pool, { run, attempt }: SealedRun): Promise<string> {
  const client = await pool.connect()
  try {
    return await sealOf(client, run, attempt)
  } finally {
    client.release()
  }
}
