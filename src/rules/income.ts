import type { Month } from '../kernel/month.ts'
import type { ParameterName, ParameterTypes } from '../policy/parameters.ts'
import type { Use } from './define-rule.ts'
import { decimalFigure } from './policy-figure.ts'
import { dividedByInteger, isBelow, minus, plus, type Quotient, times, whole, ZERO } from './quotient.ts'

/** An income in force in the month; personNo 0 is the family as a whole. */
interface Income {
  readonly personNo: number
  readonly kind: string
  readonly monthlyFen: bigint
}

/** The part of a household's facts that its counted income rests on. */
export interface IncomeFacts {
  readonly month: Month
  readonly size: number
  readonly members: readonly { readonly personNo: number; readonly lostWorkCapacity: boolean | null }[]
  readonly incomes: readonly Income[]
}

type Disregards = ParameterTypes['income.disregards']

/** What a rule that counts income cites for it. */
export const INCOME_CITES = ['income.disregards'] as const satisfies readonly ParameterName[]

const NONE = ZERO
const ALL = whole(1n)

/** Counted income of the household in the month, exact fen: the incomes in force less what a document disregards. */
export function countedIncome(facts: IncomeFacts, use: Use): Quotient {
  if (facts.incomes.length === 0) return ZERO
  const disregards = use.look('income.disregards') ?? []
  let undiminished = 0n
  let diminished = ZERO
  for (const income of facts.incomes) {
    const share = disregards.length === 0 ? NONE : disregardedShare(income, facts, disregards)
    if (share.numerator === 0n || income.monthlyFen === 0n) undiminished += income.monthlyFen
    else diminished = plus(diminished, times(whole(income.monthlyFen), minus(ALL, share)))
  }
  if (diminished === ZERO) return whole(undiminished)
  use.cite('income.disregards')
  return plus(whole(undiminished), diminished)
}

/** Counted income ÷ 家庭人口, exact fen. */
export function perCapita(income: Quotient, size: number): Quotient {
  return dividedByInteger(income, size)
}

/** Several disregards on one kind add up, to the whole at most. */
function disregardedShare(income: Income, facts: IncomeFacts, disregards: Disregards): Quotient {
  let share = NONE
  for (const disregard of disregards)
    if (disregard.kind === income.kind && holds(disregard, income, facts))
      share = share === NONE ? decimalFigure(disregard.share) : plus(share, decimalFigure(disregard.share))
  return isBelow(ALL, share) ? ALL : share
}

function holds({ until, when }: Disregards[number], { personNo }: Income, { month, members }: IncomeFacts): boolean {
  if (until !== undefined && month > until) return false
  if (when === undefined) return true
  return members.some((member) => member.personNo === personNo && member.lostWorkCapacity === true)
}
