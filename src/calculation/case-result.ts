import type { Fen } from '../kernel/money.ts'
import type { Month } from '../kernel/month.ts'
import type { Used } from '../rules/used.ts'

/** A benefit line of one case, as it is stored. */
export interface BenefitLine {
  readonly householdNo: string
  /** 0 where the household is the beneficiary. */
  readonly personNo: number
  readonly programme: string
  readonly component: string
  readonly benefitMonth: Month
  readonly type: 'normal' | 'arrears' | 'recovery' | 'reissue'
  /** 补贴项目: what it is paid under. */
  readonly item: string
  readonly enrolmentNo: string
  /** Whose account it goes to. */
  readonly payeeNo: number
  readonly area: string
  readonly persons: number
  readonly standardFen: Fen | null
  readonly amountFen: Fen
  readonly formula: string
  readonly basis: string
  /** What the rule used; null where an older version calculated the line, which kept none. */
  readonly used: Used | null
}

/** Somebody who is listed: not paid, or paid and to be looked at. */
export interface CaseException {
  readonly householdNo: string
  readonly personNo: number | null
  readonly programme: string | null
  readonly enrolmentNo: string | null
  readonly benefitMonth: Month
  readonly effect: 'not-paid' | 'warning'
  readonly code: string
  readonly message: string
  readonly basis: string
  /** The name of the citations; not stored, for whoever works the case out. */
  readonly cites?: string | undefined
}

export interface CaseOutcome {
  readonly lines: readonly BenefitLine[]
  readonly exceptions: readonly CaseException[]
}
