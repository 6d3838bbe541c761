import type { Area } from '../kernel/area.ts'
import type { Month } from '../kernel/month.ts'
import type { HouseholdHistory } from '../registry/household-history.ts'
import type { Lookup } from '../rules/define-rule.ts'

/** What a case is worked out with, beside its own history: the documents, and who else claims the same person. */
export interface DueContext {
  /** The month of the county's first regular run. */
  readonly firstMonth: Month
  /** The documents' values for an area and month. */
  lookup(area: Area, month: Month): Lookup
  /** All households of each person who appears in several. */
  readonly sharedPersons: ReadonlyMap<number, readonly HouseholdHistory[]>
}
