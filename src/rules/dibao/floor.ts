import type { ParameterName } from '../../policy/parameters.ts'
import type { Use } from '../define-rule.ts'
import { percentFigure, yuanFigure } from '../policy-figure.ts'
import { isBelow, times, timesInteger } from '../quotient.ts'
import { residenceOf } from './enrolment.ts'
import type { DibaoFacts } from './facts.ts'
import type { Working } from './working.ts'

/** What `raiseToFloor` asks for. */
export const FLOOR_CITES = ['dibao.minimum-payment', 'dibao.standard'] as const satisfies readonly ParameterName[]

/** Raises a positive top-up, not yet rounded, to the smallest payment a document allows; zero stays zero. */
export function raiseToFloor(working: Working, facts: DibaoFacts, covered: number, use: Use): Working {
  if (working.amount.numerator <= 0n) return working
  const floor = floorOf(facts, covered, use)
  return floor && isBelow(working.amount, floor.amount) ? floor : working
}

function floorOf({ enrolment }: DibaoFacts, covered: number, use: Use): Working | null {
  const minimum = use.find('dibao.minimum-payment')
  if (!minimum) return null
  const persons = minimum.per === 'person' ? covered : 1
  const perPerson = minimum.per === 'person' ? `×${covered}` : ''
  if ('yuan' in minimum) {
    const { exact, fen, text } = yuanFigure(minimum.yuan)
    return { amount: timesInteger(exact, persons), formula: text + perPerson, standardFen: fen }
  }
  const standard = yuanFigure(use.need('dibao.standard')[residenceOf(enrolment.programme)])
  const amount = timesInteger(times(standard.exact, percentFigure(minimum.percentOfStandard)), persons)
  return { amount, formula: `${standard.text}×${minimum.percentOfStandard}%${perPerson}`, standardFen: standard.fen }
}
