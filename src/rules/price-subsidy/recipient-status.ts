import type { Fen } from '../../kernel/money.ts'
import type { Residence } from '../../policy/parameters.ts'
import type { DibaoProgramme, LineProgramme } from '../../policy/programmes.ts'

/** One of the reasons why a person may be due a price subsidy: what is due under a programme for the index month. */
export interface RecipientStatus {
  /** The enrolment that made the person a recipient; the subsidy goes to its payee. */
  readonly enrolmentNo: string
  readonly programme: LineProgramme
  /** The dibao that a taper follows; null for every other programme. */
  readonly follows: DibaoProgramme | null
  /** Due under the programme for the index month: the household's for a household programme, else the person's. */
  readonly dueFen: Fen
  /** 城乡类别 of the household. */
  readonly residence: Residence
}
