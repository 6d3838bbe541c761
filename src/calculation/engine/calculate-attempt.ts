import type { Context } from '../../access/context.ts'
import type { Run } from '../../run/run.store.ts'
import type { Attempt } from '../calculation.store.ts'
import { type Chosen, chooseAttempt } from './choose-attempt.ts'
import { concludeAttempt } from './conclude-attempt.ts'
import { type WorkOptions, workOutCases } from './work-out-cases.ts'

export interface CalculationResult {
  readonly run: Run
  readonly attempt: Attempt
  readonly how: Chosen['how']
}

/**
 * The way from a run to its stored lines and payments: an attempt is chosen, the cases it has not got yet are worked out
 * and stored, its payments are formed and it ends. What decides money is reached from here and from `line-up.ts`.
 */
export async function calculateAttempt(context: Context, run: Run, options: WorkOptions): Promise<CalculationResult> {
  const { attempt, priors, how } = await chooseAttempt(context, run)
  if (how === 'unchanged') return { run, attempt, how }
  const progress = await workOutCases(context, run, attempt, priors, options)
  const calculated = await concludeAttempt(context, run, attempt)
  return { run: calculated, attempt: { ...attempt, progress, finished: true }, how }
}
