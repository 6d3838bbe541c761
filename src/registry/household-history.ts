import type { Area } from '../kernel/area.ts'
import type { Fen } from '../kernel/money.ts'
import type { Day, Month } from '../kernel/month.ts'

/** A household row: in force from its month until a later row takes over, taken whole. */
export interface HouseholdVersion {
  readonly from: Month
  readonly headNo: number
  readonly area: Area
  readonly residence: 'urban' | 'rural'
  readonly size: number
}

/** A member row. Death and departure count from their own dates, so they stand apart (`deaths`, `departures`). */
export interface MemberVersion {
  readonly personNo: number
  readonly from: Month
  readonly birth: Day
  readonly covered: boolean
  readonly disabilityKind: string | null
  readonly disabilityGrade: number | null
  readonly gravelyIll: boolean | null
  readonly lostWorkCapacity: boolean | null
  readonly singleParent: boolean | null
  readonly inSchool: boolean | null
}

/** An income row; personNo 0 is the family as a whole. */
export interface IncomeVersion {
  readonly personNo: number
  readonly kind: string
  readonly from: Month
  readonly to: Month | null
  readonly monthlyFen: Fen
}

/** An enrolment as its latest row says; personNo 0 and null where a row names none. */
export interface EnrolmentVersion {
  readonly enrolmentNo: string
  readonly programme: string
  readonly householdNo: string | null
  readonly personNo: number
  readonly from: Month
  readonly to: Month | null
  readonly endReason: string | null
  readonly class: string | null
  readonly approvedFen: Fen | null
  readonly multiple: string | null
  readonly reviewMonth: Month | null
  /** 审批文号 */
  readonly approval: string
}

/** Everything one count of knowledge says about a household, for every month. Each list runs from old to new. */
export interface HouseholdHistory {
  readonly householdNo: string
  readonly versions: readonly HouseholdVersion[]
  readonly members: readonly MemberVersion[]
  readonly incomes: readonly IncomeVersion[]
  /** Those that name this household, and those that name one of its members and another household or none. */
  readonly enrolments: readonly EnrolmentVersion[]
  /** 死亡日期 by person, from the row imported last for that person in any household. */
  readonly deaths: ReadonlyMap<number, Day>
  /** 失效月份 by person, from the row imported last for that person in this household. */
  readonly departures: ReadonlyMap<number, Month>
}
