import type { Fen, Rounding } from '../kernel/money.ts'
import type { ParameterName, ParameterTypes } from '../policy/parameters.ts'
import type { Use } from './define-rule.ts'
import { type Quotient, roundFen } from './quotient.ts'

/** Parameters whose value is a way of rounding. */
export type RoundingParameter = { [P in ParameterName]: ParameterTypes[P] extends Rounding ? P : never }[ParameterName]

/** Rounds an exact amount as a document says, or half up to the fen; the article is cited where it made a difference. */
export function roundBy(parameter: RoundingParameter, amount: Quotient, use: Use): Fen {
  const rounding = use.look(parameter)
  const fen = roundFen(amount, rounding ?? 'half-up-fen')
  if (rounding !== null && fen * amount.denominator !== amount.numerator) use.cite(parameter)
  return fen
}
