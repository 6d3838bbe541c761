import type { Month } from '../kernel/month.ts'
import type { HouseholdHistory, HouseholdVersion } from '../registry/household-history.ts'
import { householdIn } from '../registry/in-force.ts'
import type { DibaoMember } from '../rules/dibao/facts.ts'
import type { DueContext } from './due-context.ts'
import { membersInMonth } from './members-in-month.ts'

/** One household in one month and what it is worked out with: resolved where a case begins, and handed on. */
export class CaseInMonth {
  readonly history: HouseholdHistory
  readonly month: Month
  readonly context: DueContext
  /** As it is registered for the month; null before its first. */
  readonly household: HouseholdVersion | null
  #members: readonly DibaoMember[] | null = null

  constructor(history: HouseholdHistory, month: Month, context: DueContext) {
    this.history = history
    this.month = month
    this.context = context
    this.household = householdIn(history, month)
  }

  /** Everybody recorded in the household by the month, also who has died or left. */
  get members(): readonly DibaoMember[] {
    this.#members ??= membersInMonth(this.history, this.month)
    return this.#members
  }

  /** The same household in another month. */
  in(month: Month): CaseInMonth {
    return month === this.month ? this : new CaseInMonth(this.history, month, this.context)
  }

  /** Another household in the same month. */
  of(history: HouseholdHistory): CaseInMonth {
    return history === this.history ? this : new CaseInMonth(history, this.month, this.context)
  }
}
