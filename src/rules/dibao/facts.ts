import type { Fen } from '../../kernel/money.ts'
import type { Day, Month } from '../../kernel/month.ts'
import type { DibaoProgramme } from '../programmes.ts'

/** A member as a dibao rule sees one in the month. Unknown flags are null and count as not proven. */
export interface DibaoMember {
  readonly personNo: number
  readonly birth: Day
  /** 保障对象 = 是, alive or dead only from this month on, still in the household, and dibao kept for this person. */
  readonly covered: boolean
  /** No 死亡日期 before the month. */
  readonly alive: boolean
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
  /** 家庭人口: whom the income is divided by. */
  readonly size: number
  /** Everybody in the household this month, covered or not. */
  readonly members: readonly DibaoMember[]
  readonly incomes: readonly IncomeInForce[]
}
