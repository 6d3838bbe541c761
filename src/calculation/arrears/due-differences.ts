import { grouped } from '../../kernel/grouped.ts'
import type { Fen } from '../../kernel/money.ts'
import type { Month } from '../../kernel/month.ts'
import type { BenefitLine } from '../case-result.ts'
import { differenceKey } from './beneficiary.ts'
import { differenceFormula } from './difference-formula.ts'

/** Money handed back (`cash`) or given up (`waived`) for one key, in fen above zero. */
export interface RecoveryEntry {
  readonly householdNo: string
  readonly personNo: number
  readonly programme: string
  readonly component: string
  readonly benefitMonth: Month
  readonly kind: 'cash' | 'waived'
  readonly amountFen: Fen
}

/** What is due as known now less what was lined up before, for one key; never zero. */
export interface Difference {
  /** The (first) line of what is due, or where nothing is due any more the one that was lined up last. */
  readonly of: BenefitLine
  readonly amountFen: Fen
  readonly formula: string
}

/**
 * Due less lined up, key by key, in the order in which the keys appear. Money that was handed back counts as not lined
 * up; a recovery that was given up takes from a difference below zero, and from nothing else, so that what was given up
 * is not paid out when the difference closes by itself.
 */
export function dueDifferences(
  due: readonly BenefitLine[],
  lined: readonly BenefitLine[],
  entries: readonly RecoveryEntry[],
): Difference[] {
  const dueOf = grouped(due, differenceKey)
  const linedOf = grouped(lined, differenceKey)
  const entriesOf = grouped(entries, differenceKey)
  const differences: Difference[] = []
  for (const key of new Set([...dueOf.keys(), ...linedOf.keys()])) {
    const difference = oneDifference(dueOf.get(key) ?? [], linedOf.get(key) ?? [], entriesOf.get(key) ?? [])
    if (difference) differences.push(difference)
  }
  return differences
}

function oneDifference(
  due: readonly BenefitLine[],
  lined: readonly BenefitLine[],
  entries: readonly RecoveryEntry[],
): Difference | null {
  const of = due[0] ?? lined.at(-1)!
  const cash = sumOf(entries.filter(({ kind }) => kind === 'cash'))
  const waived = sumOf(entries.filter(({ kind }) => kind === 'waived'))
  const plain = sumOf(due) - sumOf(lined) + cash
  const amountFen = plain < 0n ? atMostZero(plain + waived) : plain
  if (amountFen === 0n) return null
  const handedBack = cash === 0n ? [] : [{ formula: '', amountFen: -cash, used: null }]
  return { of, amountFen, formula: differenceFormula(due, [...lined, ...handedBack], of.benefitMonth) }
}

function sumOf(amounts: readonly { readonly amountFen: Fen }[]): Fen {
  return amounts.reduce((sum, { amountFen }) => sum + amountFen, 0n)
}

function atMostZero(fen: Fen): Fen {
  return fen < 0n ? fen : 0n
}
