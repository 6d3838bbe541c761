import type { ParameterName } from '../../policy/parameters.ts'
import type { Decision, Use } from '../define-rule.ts'
import { decimalFigure, yuanFigure } from '../policy-figure.ts'
import { times } from '../quotient.ts'
import { productOf } from '../used.ts'
import { residenceOf } from './enrolment.ts'
import type { DibaoFacts } from './facts.ts'
import { payTopUp, ROUNDING_CITES, zeroAmount } from './working.ts'

/** What `payShareOfStandard` asks for. */
export const SHARE_CITES = ['dibao.standard', ...ROUNDING_CITES] as const satisfies readonly ParameterName[]

/** A share of the standard for one person, without regard to the family's income and without a floor. */
export function payShareOfStandard(facts: DibaoFacts, share: string, use: Use): Decision {
  const standard = yuanFigure(use.need('dibao.standard')[residenceOf(facts.enrolment.programme)])
  const amount = times(standard.exact, decimalFigure(share))
  const arithmetic = productOf(standard.exact, share)
  const means = { ratio: share }
  const working = { amount, formula: `${standard.text}×${share}`, standardFen: standard.fen, arithmetic, means }
  return payTopUp(working, 1, use, zeroAmount(facts, working))
}
