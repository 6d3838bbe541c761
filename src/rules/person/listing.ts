import { type Basis, NO_BASIS } from '../citations.ts'
import type { NotPaid } from '../define-rule.ts'

/** Every reason why a person programme or one-off help is listed and not paid, beside those of `applyRule`. */
export const PERSON_NOT_PAID_CODES = [
  'person.not-named',
  'person.died',
  'person.class-missing',
  'person.class-unknown',
  'person.zero-amount',
  'children.nothing-left',
  'disability.grade-missing',
  'disability.grade-not-named',
  'temporary.multiple-missing',
  'temporary.multiple-outside',
  'disaster.amount-missing',
] as const

/** A reason of this stage. */
export type PersonNotPaidCode = (typeof PERSON_NOT_PAID_CODES)[number]

/** Makes the decision that lists somebody; the message is one Chinese sentence with the values and what to do. */
export function notPaid(code: PersonNotPaidCode, message: string, basis: Basis = NO_BASIS): { notPaid: NotPaid } {
  return { notPaid: { code, message, basis: basis.text, cites: basis.cites } }
}
