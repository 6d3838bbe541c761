import type { Award, NotPaid } from './define-rule.ts'

/** A reason or a warning with the person it is about; 0 where it is about the household. */
export interface Listing extends NotPaid {
  readonly personNo: number
}

/** What is due under one enrolment in one month, and why not more. */
export interface CaseResult {
  readonly awards: readonly Award[]
  readonly notPaid: readonly Listing[]
  readonly warnings: readonly Listing[]
}

/** Neither due nor listed: the case is not in force. */
export const NOTHING: CaseResult = { awards: [], notPaid: [], warnings: [] }
