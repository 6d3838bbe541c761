import type { Problem } from './problem.ts'

/** Somebody asked for what the state of things does not allow: one sentence why, one what to do instead. */
export interface Refusal {
  readonly code: string
  readonly message: string
  readonly remedy: string
}

/**
 * Carries a refusal, or the problems that stopped a step, out of a transaction so that it rolls back.
 * The command line prints it without a stack and ends with 1.
 */
export class Refused extends Error {
  readonly problems: readonly Problem[]

  constructor(reason: Refusal | readonly Problem[]) {
    const problems = 'code' in reason ? [{ severity: 'error' as const, ...reason }] : reason
    super(problems[0]?.message ?? 'refused')
    this.name = 'Refused'
    this.problems = problems
  }
}
