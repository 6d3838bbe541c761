import { type CalculationResult, calculateRun } from '../src/app/calculate-run.ts'
import type { Context } from '../src/app/context.ts'

/** So many workers `run calculate` can be given. */
export const MOST_WORKERS = 1

/** `run calculate` with so many workers: the one place of the bench that says how they are asked for. */
export async function calculateWith(maker: Context, run: string, _workers: number): Promise<CalculationResult> {
  return await calculateRun(maker, run)
}
