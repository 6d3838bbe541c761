import type { Fen } from '../kernel/money.ts'
import type { Day, Month } from '../kernel/month.ts'
import type { PriceDecision } from '../rules/price-subsidy/price-decision.ts'
import type { RunState } from '../run/run-state.ts'
import type { AskedFigure, PriceChange } from './price-decision-change.ts'

/** What a price run decided and pays, as known to one calculation: the page that a reviewer signs. */
export interface PriceDecisionReport {
  readonly run: { readonly number: string; readonly county: string; readonly month: Month; readonly state: RunState }
  readonly attempt: number
  /** When the calculation took its knowledge, by the country's clock: `2026-08-20 09:00`. */
  readonly calculatedAt: string
  readonly policyRevision: number
  readonly areas: readonly AreaDecision[]
  /** 补发 and 追回 of earlier index months that the run lines up beside its own. */
  readonly differences: readonly MonthDifference[]
  readonly totals: PriceTotals
  readonly listed: readonly ListedCases[]
  readonly changes: readonly EarlierCalculation[]
  readonly signed: Signatures
}

/** What was decided for one place of the county, why, and what its recipients get. */
export interface AreaDecision {
  readonly decision: PriceDecision
  readonly figures: readonly AskedFigure[]
  /** By which articles the month is decided and the recipients named; empty where no document says so. */
  readonly bases: { readonly trigger: string; readonly recipients: string }
  readonly terms: readonly PriceTerm[]
  readonly recipients: readonly ProgrammeRecipients[]
}

/** One thing that documents say about the month: `每人补贴`, in words, by which article. */
export interface PriceTerm {
  readonly what: string
  readonly words: string
  /** Empty where no document sets it. */
  readonly basis: string
}

/** Everybody who is paid because of one programme. */
export interface ProgrammeRecipients {
  readonly programme: string
  /** The standard that the documents price the group on, in words; empty where the price rests on none. */
  readonly standard: string
  readonly persons: number
  readonly totalFen: Fen
  /** By amount and arithmetic, the smallest amount first; empty where nobody is paid. */
  readonly amounts: readonly PricedAmount[]
}

export interface PricedAmount {
  readonly formula: string
  /** Per person. */
  readonly amountFen: Fen
  readonly persons: number
}

export interface MonthDifference {
  readonly month: Month
  readonly type: string
  readonly persons: number
  readonly totalFen: Fen
}

/** Lines and payments of the calculation; the yuan of both are the same. */
export interface PriceTotals {
  readonly lines: number
  readonly persons: number
  readonly totalFen: Fen
  readonly payments: number
  readonly heldPayments: number
  readonly heldFen: Fen
}

/** Who is listed for one reason. */
export interface ListedCases {
  readonly effect: string
  readonly code: string
  readonly count: number
  /** What it says of the first. */
  readonly example: string
  /** 家庭编号 of the first few. */
  readonly households: readonly string[]
}

/** An index month that had been worked out before, and what differs since; no change is told too. */
export interface EarlierCalculation {
  readonly month: Month
  readonly run: string
  readonly change: PriceChange | null
}

export interface Signatures {
  readonly maker: string
  /** Null until another person has approved. */
  readonly checker: string | null
  readonly approvedOn: Day | null
}
