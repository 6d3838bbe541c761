import { formatYuan } from '../../kernel/money.ts'
import type { ParameterName } from '../../policy/parameters.ts'
import { programmeName } from '../../policy/programmes.ts'
import type { Basis } from '../citations.ts'
import type { Decision, Use } from '../define-rule.ts'
import { countedIncome, INCOME_CITES, perCapita } from '../income.ts'
import { type YuanFigure, yuanFigure } from '../policy-figure.ts'
import {
  dividedByInteger,
  isBelow,
  isWholeFen,
  minus,
  type Quotient,
  roundFen,
  timesInteger,
  yuanText,
} from '../quotient.ts'
import { residenceOf } from './enrolment.ts'
import type { DibaoFacts } from './facts.ts'
import { FLOOR_CITES, raiseToFloor } from './floor.ts'
import { notPaid } from './listing.ts'
import { payTopUp, ROUNDING_CITES, type Working } from './working.ts'

/** What `payDifference` asks for. */
export const DIFFERENCE_CITES = [
  'dibao.standard',
  ...INCOME_CITES,
  ...FLOOR_CITES,
  ...ROUNDING_CITES,
] as const satisfies readonly ParameterName[]

/** 补差: what the family's income per person leaves open of the standard, for each covered person. */
export function payDifference(facts: DibaoFacts, covered: number, use: Use): Decision {
  const standard = yuanFigure(use.need('dibao.standard')[residenceOf(facts.enrolment.programme)])
  const income = countedIncome(facts, use)
  const working = difference(standard, income, facts.size, covered)
  if (working.amount.numerator <= 0n) return overStandard(facts, income, standard, use.basis())
  const raised = raiseToFloor(working, facts, covered, use)
  return payTopUp(raised, covered, use, (basis) => overStandard(facts, income, standard, basis))
}

/** Multiplies before it divides, so that one quotient is all there is to round. */
function difference(standard: YuanFigure, income: Quotient, size: number, covered: number): Working {
  const open = minus(timesInteger(standard.exact, size), income)
  const amount = dividedByInteger(timesInteger(open, covered), size)
  const { text, fen: standardFen } = standard
  const known = size === covered ? undefined : size
  const whole = isWholeFen(standard.exact) ? 'product' : 'other'
  if (income.numerator === 0n)
    return { amount, formula: `${text}×${covered}`, standardFen, arithmetic: whole, means: { size: known } }
  const means = { income: yuanText(income), size: known }
  const perPerson = perCapita(income, size)
  if (!isWholeFen(perPerson)) {
    const formula = `(${text}×${size}-${means.income})×${covered}÷${size}`
    return { amount, formula, standardFen, arithmetic: 'other', means }
  }
  return { amount, formula: `(${text}-${yuanText(perPerson)})×${covered}`, standardFen, arithmetic: whole, means }
}

function overStandard(facts: DibaoFacts, income: Quotient, standard: YuanFigure, basis: Basis): Decision {
  const { month, size, enrolment } = facts
  const perPerson = perCapita(income, size)
  const shown = formatYuan(roundFen(perPerson, 'half-up-fen'))
  const against = `${programmeName(enrolment.programme)}标准 ${standard.text} 元`
  const finding = isBelow(perPerson, standard.exact)
    ? `家庭人均收入 ${shown} 元与${against}的差额取整后为 0.00 元`
    : `家庭人均收入 ${shown} 元不低于${against}`
  return notPaid('dibao.over-standard', `${month} ${finding},本月不发;请核实收入,确已超过的办理退出。`, basis)
}
