import { type Basis, NO_BASIS } from '../citations.ts'
import type { NotPaid } from '../define-rule.ts'

/** Every reason why a dibao or taper case is listed and not paid, beside those of `applyRule`. */
const NOT_PAID_CODES = [
  'dibao.over-standard',
  'dibao.zero-amount',
  'dibao.nobody-covered',
  'dibao.tier-missing',
  'dibao.tier-unknown',
  'dibao.person-not-named',
  'dibao.person-not-in-household',
  'dibao.person-died',
  'dibao.person-not-covered',
  'dibao.review-due',
  'taper.income-not-below',
  'taper.base-absent',
  'taper.base-zero',
  'taper.schedule-length',
] as const

/** Every warning about a dibao case: paid or not, somebody should look at the record. */
const WARNING_CODES = [
  'dibao.size-below-covered',
  'dibao.income-of-dead',
  'dibao.income-of-departed',
  'dibao.residence-mismatch',
] as const

/** A reason of this stage. */
export type NotPaidCode = (typeof NOT_PAID_CODES)[number]
/** A warning of this stage. */
export type WarningCode = (typeof WARNING_CODES)[number]

/** Makes the decision that lists a case; the message is one Chinese sentence with the values. */
export function notPaid(code: NotPaidCode, message: string, basis: Basis = NO_BASIS): { notPaid: NotPaid } {
  return { notPaid: { code, message, basis: basis.text, cites: basis.cites } }
}
