import type { Problem } from './problem.ts'

/** Somebody asked for what the state of things does not allow: one sentence why, one what to do instead. */
export interface Refusal {
  readonly code: string
  readonly message: string
  readonly remedy: string
}

/** What a refusal says: why, with the values, and what to do instead. */
export type Wording = Omit<Refusal, 'code'>

/**
 * A step's catalogue of refusals: each code, which never changes, with the one place that words it. The values of a
 * sentence are the arguments.
 */
export function catalogue<W extends Record<string, (...values: never[]) => Wording>>(
  wordings: W,
): { readonly [Code in keyof W]: (...values: Parameters<W[Code]>) => Refusal } {
  const entries = Object.entries(wordings).map(([code, wording]) => [
    code,
    (...values: never[]) => ({ code, ...wording(...values) }),
  ])
  return Object.fromEntries(entries)
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
