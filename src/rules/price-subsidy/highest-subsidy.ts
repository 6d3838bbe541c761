import { compare } from '../../kernel/order.ts'
import { type Award, applyRule, type Lookup, type NotPaid } from '../define-rule.ts'
import type { PriceDecision } from './price-decision.ts'
import { priceSubsidy } from './price-subsidy.ts'
import type { RecipientStatus } from './recipient-status.ts'

/** A status with what holds where its household lives: one person's enrolments may name households in two places. */
export interface PlacedStatus {
  readonly status: RecipientStatus
  readonly decision: PriceDecision
  /** Parameters of the same area in the index month. */
  readonly lookup: Lookup
}

/** What a person gets for the index month: one payment, the highest, with the status that it goes by. */
export type PersonSubsidy =
  | { readonly outcome: 'paid'; readonly status: RecipientStatus; readonly award: Award }
  | { readonly outcome: 'not-paid'; readonly status: RecipientStatus; readonly notPaid: NotPaid }
  | { readonly outcome: 'nothing' }

interface Candidate {
  readonly placed: PlacedStatus
  /** The place of the programme in the document's list of recipients. */
  readonly rank: number
  readonly result: PersonSubsidy
}

/**
 * Prices every status of a person that counts and keeps the highest; of equal ones the first in the document's list of
 * recipients, then the smaller 待遇编号. Where one of them cannot be priced the highest cannot be told: not paid.
 */
export function highestSubsidy(personNo: number, statuses: readonly PlacedStatus[]): PersonSubsidy {
  const candidates = statuses.flatMap((placed) => candidateOf(personNo, placed)).sort(byRank)
  const unpriced = candidates.find(({ result }) => result.outcome === 'not-paid')
  if (unpriced) return unpriced.result
  return candidates.map(({ result }) => result).reduce(higher, { outcome: 'nothing' })
}

function candidateOf(personNo: number, placed: PlacedStatus): Candidate[] {
  const { status, decision, lookup } = placed
  if (decision.outcome !== 'fired' || status.dueFen <= 0n) return []
  const recipients = lookup('price-subsidy.recipients')?.value ?? []
  const rank = recipients.findIndex(({ programme }) => programme === status.programme)
  if (rank < 0) return []
  const facts = { personNo, status, standard: recipients[rank]!.standard, decision }
  const priced = applyRule(priceSubsidy, decision.month, facts, lookup)
  if ('notPaid' in priced) return [{ placed, rank, result: { outcome: 'not-paid', status, notPaid: priced.notPaid } }]
  return priced.awards.map((award) => ({ placed, rank, result: { outcome: 'paid', status, award } }))
}

function byRank(a: Candidate, b: Candidate): number {
  return a.rank - b.rank || compare(a.placed.status.enrolmentNo, b.placed.status.enrolmentNo)
}

function higher(best: PersonSubsidy, next: PersonSubsidy): PersonSubsidy {
  if (next.outcome !== 'paid') return best
  return best.outcome === 'paid' && best.award.amountFen >= next.award.amountFen ? best : next
}
