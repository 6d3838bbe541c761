import type { Month } from '../../kernel/month.ts'
import type { DecimalText, IndexName, ParameterName } from '../../policy/parameters.ts'
import type { IndexFigure } from './index-book.ts'

/** A clause of the trigger held against what was published. */
export interface TriedClause {
  readonly index: IndexName
  /** Percent; reaching it is enough. */
  readonly atLeast: DecimalText
  /** Null where nothing was published. */
  readonly figure: IndexFigure | null
  /** Null where the figure is missing. */
  readonly holds: boolean | null
}

interface Place {
  readonly area: string
  /** The index month. */
  readonly month: Month
  /** 依据 of the decision. */
  readonly basis: string
}

/** At least one clause holds, and every figure that the price needs is there. */
export interface FiredPrice extends Place {
  readonly outcome: 'fired'
  readonly clauses: readonly TriedClause[]
  /** What was published of the indices that the price names; the price is worked out from these. */
  readonly figures: readonly IndexFigure[]
}

/** Every figure is there and none reaches its clause: nobody is paid for the month. */
interface NotFiredPrice extends Place {
  readonly outcome: 'not-fired'
  readonly clauses: readonly TriedClause[]
}

/** A figure is missing that decides whether the month fires, or what it pays. */
export interface UndecidedPrice extends Place {
  readonly outcome: 'undecided'
  readonly clauses: readonly TriedClause[]
  readonly missing: readonly IndexName[]
  readonly neededBy: 'trigger' | 'price'
}

/** No document sets a parameter without which the month cannot be decided or paid. */
export interface NoPriceRule extends Place {
  readonly outcome: 'no-rule'
  readonly parameter: ParameterName
}

/** What the published indices mean for one area and index month. */
export type PriceDecision = FiredPrice | NotFiredPrice | UndecidedPrice | NoPriceRule
