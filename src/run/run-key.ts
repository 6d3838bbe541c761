import type { Month } from '../kernel/month.ts'
import type { RunKind } from './run-state.ts'

/** A run by its county and the number the database gave it: what every row about it begins with. */
export interface RunKey {
  readonly county: string
  readonly runId: string
}

/** A run as its lines are found and as people call it. */
export interface NumberedRun extends RunKey {
  /** `371302-202607-R1` */
  readonly number: string
  readonly month: Month
  readonly kind: RunKind
}

/** One finished attempt at calculating a run. */
export interface CalculatedRun extends NumberedRun {
  readonly attempt: number
}
