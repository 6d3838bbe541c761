import type { Fen } from '../../kernel/money.ts'
import type { Day, Month } from '../../kernel/month.ts'
import type { Health } from './health.ts'
import type { Sex } from './identity.ts'

export type Residence = '城市' | '农村'

export interface Place {
  /** 12 digits: county, town, village. */
  readonly area: string
  readonly address: string
}

/** Somebody of a made-up family. */
export interface DemoPerson extends Health {
  readonly id: string
  readonly name: string
  readonly sex: Sex
  readonly age: number
  readonly relation: string
  readonly covered: boolean
  readonly singleParent: boolean
  readonly inSchool: boolean
  readonly diedOn: Day | null
  readonly leftMonth: Month | null
}

export interface DemoIncome {
  /** Null for an income of the family as a whole. */
  readonly person: DemoPerson | null
  readonly kind: string
  readonly monthlyFen: Fen
  readonly from: Month
  readonly to: Month | null
}

export interface DemoEnrolment {
  /** 项目 in Chinese. */
  readonly programme: string
  /** Null for the family as a whole. */
  readonly person: DemoPerson | null
  readonly from: Month
  readonly to: Month | null
  readonly endReason: string
  readonly class: string
  readonly approvedFen: Fen | null
  /** 倍数 as a file has it. */
  readonly multiple: string
  readonly reviewMonth: Month | null
}

export interface DemoAccount {
  readonly person: DemoPerson
  readonly number: string
  readonly kind: '存折' | '社保卡'
  readonly bank: string
  readonly agent: DemoPerson | null
  readonly from: Month
}

/** What another office's records say about somebody. */
export interface DemoMatch {
  readonly person: DemoPerson
  readonly source: string
  readonly result: string
  readonly on: Day
}

/** A made-up family with everything the registry holds on it. */
export interface DemoFamily {
  readonly number: string
  readonly residence: Residence
  readonly place: Place
  readonly since: Month
  /** 家庭人口 from each month on, the earliest first. */
  readonly sizes: readonly { readonly from: Month; readonly size: number }[]
  readonly persons: readonly DemoPerson[]
  readonly incomes: readonly DemoIncome[]
  readonly enrolments: readonly DemoEnrolment[]
  readonly accounts: readonly DemoAccount[]
  readonly matches: readonly DemoMatch[]
}
