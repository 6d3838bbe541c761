import type { Context } from '../../access/context.ts'
import { latestAttempt } from '../../calculation/calculation.store.ts'
import type { CalculationResult } from '../../calculation/engine/calculate-attempt.ts'
import type { WorkOptions } from '../../calculation/engine/work-out-cases.ts'
import { calculateSupplementary } from '../reissue/reissue-content.ts'
import { calculateRun } from './calculate-run.ts'
import { findFilledRun } from './supplement-arrears.ts'

/** Works out a run of any kind: its month, or what people have put into a supplementary run. */
export async function calculateAnyRun(
  context: Context,
  number: string,
  options: Partial<WorkOptions> = {},
): Promise<CalculationResult> {
  const filled = await findFilledRun(context, number)
  if (filled.run.kind !== 'supplementary' || filled.families) return await calculateRun(context, number, options)
  const { run, how } = await calculateSupplementary(context, number)
  return { run, how, attempt: (await latestAttempt(context.database.sql, run))! }
}
