import type { Fen } from '../../kernel/money.ts'
import type { Day, Month } from '../../kernel/month.ts'
import type { DecimalText, Residence } from '../../policy/parameters.ts'
import type { DibaoProgramme, Programme } from '../../policy/programmes.ts'

/** Every programme that is paid person by person, and one-off help. */
export type PersonProgramme = Exclude<Programme, DibaoProgramme>

export interface PersonEnrolment {
  readonly enrolmentNo: string
  readonly programme: PersonProgramme
  /** 类别 as the file gives it. */
  readonly class: string | null
  readonly from: Month
  readonly to: Month | null
  readonly endReason: string | null
  /** 审批文号; named as 依据 where the approval itself sets the amount. */
  readonly approval?: string
  readonly approvedFen: Fen | null
  /** 倍数, a decimal above zero. */
  readonly multiple: DecimalText | null
  readonly reviewMonth: Month | null
}

/** A person as a rule sees one in the month. */
export interface PersonInMonth {
  readonly personNo: number
  readonly birth: Day
  /** No 死亡日期 before the month: the month of death is still paid. */
  readonly alive: boolean
  readonly disabilityKind: string | null
  /** 1 the gravest to 4; null where the member row in force records none. */
  readonly disabilityGrade: number | null
}

/** The dibao of the month that covers a child, as it is due before anything is topped up. */
export interface DibaoShare {
  /** The household's whole top-up, rounded. */
  readonly topUpFen: Fen
  /** Covered persons the top-up is for; 1 for 单人保 and 支出型. */
  readonly covered: number
  /** The child's own classified supplement, rounded. */
  readonly supplementFen: Fen
}

/** What a child gets in the month that the unsupported child's amount is reduced by. */
export interface Offsets {
  /** Null where no dibao covers the child. */
  readonly dibao: DibaoShare | null
  /** All tekun components of the child; zero where there is none. */
  readonly tekunFen: Fen
}

/** One person's enrolment in one month, as the rules of the person programmes need it. */
export interface PersonFacts {
  readonly month: Month
  readonly enrolment: PersonEnrolment
  /** Null only for one-off help that names a household and nobody of it. */
  readonly person: PersonInMonth | null
  /** Members of the household are on record by the month, and all have died before it; looked at where `person` is null. */
  readonly extinct?: boolean
  /** 城乡类别 of the household that the enrolment names, else of the one the person belongs to. */
  readonly residence: Residence
  /** Read by 事实无人抚养儿童 alone. Left out, nothing is set off: what the programme would give by itself. */
  readonly offsets?: Offsets
}
