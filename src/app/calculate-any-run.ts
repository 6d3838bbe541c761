import { findRun } from '../approval/run.store.ts'
import { latestAttempt } from '../calculation/calculation.store.ts'
import { type CalculationResult, calculateRun } from './calculate-run.ts'
import type { Context } from './context.ts'
import { calculateSupplementary } from './reissue-content.ts'

/** Works out a run of any kind: its month, or what people have put into a supplementary run. */
export async function calculateAnyRun(context: Context, number: string): Promise<CalculationResult> {
  const { kind } = await findRun(context.database.sql, number)
  if (kind !== 'supplementary') return await calculateRun(context, number)
  const { run, how } = await calculateSupplementary(context, number)
  return { run, how, attempt: (await latestAttempt(context.database.sql, run))! }
}
