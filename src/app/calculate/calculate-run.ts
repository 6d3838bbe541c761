import { availableParallelism } from 'node:os'
import { type Context, requireRole } from '../../access/context.ts'
import { type CalculationResult, calculateAttempt } from '../../calculation/engine/calculate-attempt.ts'
import type { WorkOptions } from '../../calculation/engine/work-out-cases.ts'
import { wasAnswered } from '../../db/lost-reply.ts'
import { Refused } from '../../kernel/refusal.ts'
import { findRun, refuseWhenMoved, refuseWrongState } from '../../run/run.store.ts'

/**
 * What a command does when nobody says otherwise: a process for every two cores, where there is work for so many. One
 * keeps two cores busy, its own and the server's, which reads for it and stores for it meanwhile.
 */
export const USUAL: Pick<WorkOptions, 'workers'> = { workers: Math.max(1, availableParallelism() >> 1) }

/** Households worked out and stored in one transaction. The result does not depend on it. */
export const DEFAULT_CHUNK = 2000

/** Works out the run's month for every enrolled household and stores lines, exceptions and payments. */
export async function calculateRun(
  context: Context,
  number: string,
  { chunkSize = DEFAULT_CHUNK, workers = 1 }: Partial<WorkOptions> = {},
): Promise<CalculationResult> {
  await requireRole(context, 'maker')
  const run = await findRun(context.database.sql, number)
  refuseWrongState(run, 'calculate')
  try {
    return await calculateAttempt(context, run, { chunkSize, workers })
  } catch (error) {
    // somebody who submits or voids the run meanwhile makes any step of it fail: what matters is who
    if (wasAnswered(error) || error instanceof Refused) await refuseWhenMoved(context.database.sql, run)
    throw error
  }
}
