import type { Fen } from '../../kernel/money.ts'
import type { Day, Month } from '../../kernel/month.ts'
import type { Residence } from '../../policy/parameters.ts'
import type { DibaoProgramme } from '../../policy/programmes.ts'

/** A member as a dibao rule sees one in the month. Unknown flags are null and count as not proven. */
export interface DibaoMember {
  readonly personNo: number
  readonly birth: Day
  /** 保障对象 = 是, alive or dead only from this month on, still in the household, and dibao kept for this person. */
  readonly covered: boolean
  /** No 死亡日期 before the month. */
  readonly alive: boolean
  /** 失效月份 not reached. Who is dead or has left stays in the list, so that income still recorded for them shows. */
  readonly present: boolean
  readonly disabilityKind: string | null
  readonly disabilityGrade: number | null
  readonly gravelyIll: boolean | null
  readonly lostWorkCapacity: boolean | null
  readonly singleParent: boolean | null
  readonly inSchool: boolean | null
}

export interface IncomeInForce {
  /** 0 for an income of the family as a whole. */
  readonly personNo: number
  readonly kind: string
  readonly monthlyFen: Fen
}

export interface DibaoEnrolment {
  readonly enrolmentNo: string
  readonly programme: DibaoProgramme
  /** 类别: a tier, 单人保, 支出型, or nothing. */
  readonly class: string | null
  /** The person that 单人保 and 支出型 name; 0 when none is named. */
  readonly personNo: number
  readonly from: Month
  readonly to: Month | null
  readonly endReason: string | null
  readonly reviewMonth: Month | null
  readonly approvedFen: Fen | null
}

/** A household in one month, as the dibao rules need it. */
export interface DibaoFacts {
  readonly month: Month
  readonly enrolment: DibaoEnrolment
  /** The household's 城乡类别; the programme, not this, decides which standard holds. */
  readonly residence: Residence
  /** 家庭人口: whom the income is divided by. */
  readonly size: number
  /** Everybody recorded in the household by this month, covered or not, also who has died or left. */
  readonly members: readonly DibaoMember[]
  readonly incomes: readonly IncomeInForce[]
}

/** A taper in one month, as its rule needs it. */
export interface TaperFacts {
  /** The benefit month asked for. */
  readonly month: Month
  /** The month of the county's first regular run. */
  readonly systemFirst: Month
  /** The household in the reference month (see `taperReferenceMonth`), with the dibao enrolment that ended in 渐退. */
  readonly reference: DibaoFacts
  /** Σ of the rounded dibao components due for 终止月份; not asked for where that month is before the system's first. */
  readonly baseFen: Fen | null
  /** The household is enrolled in dibao again, in this month or in an earlier one since 终止月份. */
  readonly enrolledAgain: boolean
  /** Somebody of the household lives and belongs to it in this month, and did in every month of the taper before. */
  readonly livingMemberLeft: boolean
  /** 人数 of the line: the covered persons of this month; at least 1 is written. */
  readonly persons: number
}
