import type { Fen } from '../../kernel/money.ts'
import type { Month } from '../../kernel/month.ts'
import { compare } from '../../kernel/order.ts'

/** Money paid too much, to be set off: what it is, for when, and how much, in fen above zero. */
export interface Claim {
  readonly benefitMonth: Month
  readonly component: string
  /** The person's ID number where the difference is per person, else empty; it orders, and is never shown. */
  readonly idNumber: string
  readonly claimFen: Fen
}

/** How much of a claim this run takes back; the rest is carried. */
export interface Taken<C> {
  readonly claim: C
  readonly takenFen: Fen
}

/** The order of components in the contract's section on programmes, which set-offs follow. */
const COMPONENT_ORDER = [
  'top-up',
  'classified-supplement',
  'taper',
  'tekun-basic',
  'tekun-care',
  'orphan',
  'unsupported-child',
  'hiv-child',
  'child-in-difficulty',
  'disability-living',
  'disability-nursing',
  'temporary-assistance',
  'education-grant',
  'disaster-relief',
  'price-subsidy',
]

/**
 * Takes claims out of what one beneficiary is paid under one subsidy item, up to `limitFen`: the oldest month first,
 * then by component, then by ID number; the last is cut to fit.
 */
export function setOff<C extends Claim>(claims: readonly C[], limitFen: Fen): Taken<C>[] {
  let left = limitFen
  return [...claims].sort(inOrder).map((claim) => {
    const takenFen = claim.claimFen < left ? claim.claimFen : left
    left -= takenFen
    return { claim, takenFen }
  })
}

function inOrder(a: Claim, b: Claim): number {
  return (
    compare(a.benefitMonth, b.benefitMonth) ||
    COMPONENT_ORDER.indexOf(a.component) - COMPONENT_ORDER.indexOf(b.component) ||
    compare(a.idNumber, b.idNumber)
  )
}
