import type { Context } from '../src/access/context.ts'
import { calculateRun } from '../src/app/calculate/calculate-run.ts'
import type { CalculationResult } from '../src/calculation/engine/calculate-attempt.ts'

/** So many workers `run calculate` can be given here; more is a slip of the hand. */
export const MOST_WORKERS = 64

/** `run calculate` with so many workers: the one place of the bench that says how they are asked for. */
export async function calculateWith(maker: Context, run: string, workers: number): Promise<CalculationResult> {
  return await calculateRun(maker, run, { workers })
}
