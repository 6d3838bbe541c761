import type { Fen } from '../kernel/money.ts'
import type { DecimalText, IndexName, SupplementCategory } from '../policy/parameters.ts'
import { type Basis, citedTogether } from './citations.ts'
import { isWholeFen, type Quotient } from './quotient.ts'

/**
 * Whether an 算式 can stand in another one for its amount: a `product` (or a single figure), or a `sum` that then wants
 * brackets, of yuan to the fen and whole factors that comes to the amount itself; `other` where it divides, takes a
 * share, has finer figures, or was rounded.
 */
export type Arithmetic = 'product' | 'sum' | 'other'

/** What a rule worked with, as far as 标准 and 人数 of the line do not tell it; yuan as `620.00`. Absent is not used. */
export interface Means {
  /** Counted monthly income of the household; absent where there is none. */
  readonly income?: string | undefined
  /** 家庭人口; absent where it is 人数. */
  readonly size?: number | undefined
  /** The standard, where 标准 of the line is the figure of a floor. */
  readonly standard?: string | undefined
  /** A floor decided, per person or per household. */
  readonly floor?: 'person' | 'household' | undefined
  /** The tier that decided. */
  readonly tier?: string | undefined
  /** What a taper is a share of. */
  readonly base?: string | undefined
  /** Quarters of a taper that have passed. */
  readonly quarter?: number | undefined
  /** A percentage, share, multiple or rise that the standard or base was multiplied by. */
  readonly ratio?: DecimalText | undefined
  /** The categories of 分类施保 that decided; 老年人 by what age. */
  readonly categories?: readonly UsedCategory[] | undefined
  /** 类别 or 残疾等级 that chose among a document's figures. */
  readonly choice?: string | undefined
  /** The price index that decided. */
  readonly index?: IndexName | undefined
  /** A price subsidy's multiplier other than one. */
  readonly multiplier?: DecimalText | undefined
}

export interface UsedCategory {
  readonly category: SupplementCategory['category']
  readonly age: number | null
}

/** What an amount was worked out with: kept with the line as data, so that nobody has to read it back out of sentences. */
export interface Used {
  /** The name of the citations (`citationsOf`). */
  readonly cites: string
  readonly arithmetic: Arithmetic
  readonly means: Means
}

/** Nothing but what the line tells. */
export const NO_MEANS: Means = {}

/** What a working used for the amount that its rounding gave. */
export function usedBy(
  { amount, arithmetic, means }: { readonly amount: Quotient; readonly arithmetic: Arithmetic; readonly means: Means },
  amountFen: Fen,
  { cites }: Basis,
): Used {
  const stands = arithmetic === 'other' || amountFen * amount.denominator === amount.numerator
  return { cites, arithmetic: stands ? arithmetic : 'other', means }
}

/** What the arithmetic of figures times such a factor is: a product only where both are written in full. */
export function productOf(figure: Quotient, factor: DecimalText): Arithmetic {
  return isWholeFen(figure) && !factor.includes('.') ? 'product' : 'other'
}

/** Of two amounts that come together in one line: all that is cited, and what both used alike. */
export function usedTogether(one: Used, other: Used): Used {
  const alike = Object.entries(one.means).filter(
    ([field, value]) => JSON.stringify(value) === JSON.stringify(other.means[field as keyof Means]),
  )
  const whole = one.arithmetic !== 'other' && other.arithmetic !== 'other'
  return {
    cites: citedTogether(one.cites, other.cites),
    arithmetic: whole ? 'sum' : 'other',
    means: Object.fromEntries(alike),
  }
}
