import { formatYuan } from '../../kernel/money.ts'
import type { ParameterName, ParameterTypes } from '../../policy/parameters.ts'
import type { Use } from '../define-rule.ts'
import { percentFigure, yuanFigure } from '../policy-figure.ts'
import { isBelow, isWholeFen, times, timesInteger } from '../quotient.ts'
import { residenceOf } from './enrolment.ts'
import type { DibaoFacts } from './facts.ts'
import type { Working } from './working.ts'

/** What `raiseToFloor` asks for. */
export const FLOOR_CITES = ['dibao.minimum-payment', 'dibao.standard'] as const satisfies readonly ParameterName[]

/** Raises a positive top-up, not yet rounded, to the smallest payment a document allows; zero stays zero. */
export function raiseToFloor(working: Working, facts: DibaoFacts, covered: number, use: Use): Working {
  if (working.amount.numerator <= 0n) return working
  const minimum = use.look('dibao.minimum-payment')
  const floor = minimum && floorOf(minimum, working, facts, covered, use)
  if (!floor || !isBelow(working.amount, floor.amount)) return working
  use.cite('dibao.minimum-payment')
  if ('percentOfStandard' in minimum) use.cite('dibao.standard')
  return floor
}

type Minimum = ParameterTypes['dibao.minimum-payment']

function floorOf(
  minimum: Minimum,
  { standardFen, means }: Working,
  { enrolment }: DibaoFacts,
  covered: number,
  use: Use,
): Working {
  const persons = minimum.per === 'person' ? covered : 1
  const perPerson = minimum.per === 'person' ? `×${covered}` : ''
  if ('yuan' in minimum) {
    const { exact, fen, text } = yuanFigure(minimum.yuan)
    const standard = standardFen === null ? undefined : formatYuan(standardFen)
    return {
      amount: timesInteger(exact, persons),
      formula: text + perPerson,
      standardFen: fen,
      arithmetic: isWholeFen(exact) ? 'product' : 'other',
      means: { ...means, floor: minimum.per, standard },
    }
  }
  const standards = use.look('dibao.standard') ?? use.need('dibao.standard')
  const standard = yuanFigure(standards[residenceOf(enrolment.programme)])
  const amount = timesInteger(times(standard.exact, percentFigure(minimum.percentOfStandard)), persons)
  const ratio = minimum.percentOfStandard
  return {
    amount,
    formula: `${standard.text}×${ratio}%${perPerson}`,
    standardFen: standard.fen,
    arithmetic: 'other',
    means: { ...means, floor: minimum.per, ratio },
  }
}
