import type { ParameterName } from '../../policy/parameters.ts'
import type { Decision, Use } from '../define-rule.ts'
import { percentFigure, yuanFigure } from '../policy-figure.ts'
import { isWholeFen, times, timesInteger } from '../quotient.ts'
import { residenceOf } from './enrolment.ts'
import type { DibaoFacts } from './facts.ts'
import { FLOOR_CITES, raiseToFloor } from './floor.ts'
import { notPaid } from './listing.ts'
import { payTopUp, ROUNDING_CITES, type Working, zeroAmount } from './working.ts'

/** What `payTier` asks for. */
export const TIER_CITES = [
  'dibao.method',
  'dibao.tiers',
  'dibao.standard',
  ...FLOOR_CITES,
  ...ROUNDING_CITES,
] as const satisfies readonly ParameterName[]

/** 分档: 类别 names the tier, and the tier says what each covered person gets. */
export function payTier(facts: DibaoFacts, covered: number, use: Use): Decision {
  const { month, enrolment } = facts
  use.cite('dibao.method')
  const tiers = use.need('dibao.tiers')[residenceOf(enrolment.programme)]
  const known = Object.keys(tiers).join('、')
  if (enrolment.class === null) {
    const message = `${month} 待遇未写明档次;请在「类别」填写 ${known} 之一后重新导入。`
    return notPaid('dibao.tier-missing', message, use.basis())
  }
  if (!Object.hasOwn(tiers, enrolment.class)) {
    const message = `${month} 待遇的档次「${enrolment.class}」不在文件规定的档次(${known})之内;请更正「类别」后重新导入。`
    return notPaid('dibao.tier-unknown', message, use.basis())
  }
  const working = raiseToFloor(tierWorking(tiers[enrolment.class]!, facts, covered, use), facts, covered, use)
  return payTopUp(working, covered, use, zeroAmount(facts, working))
}

type Tier = { yuan: string } | { percent: string }

function tierWorking(tier: Tier, { enrolment }: DibaoFacts, covered: number, use: Use): Working {
  const named = enrolment.class ?? undefined
  if ('yuan' in tier) {
    const { exact, fen, text } = yuanFigure(tier.yuan)
    const amount = timesInteger(exact, covered)
    const arithmetic = isWholeFen(exact) ? 'product' : 'other'
    return { amount, formula: `${text}×${covered}`, standardFen: fen, arithmetic, means: { tier: named } }
  }
  const standard = yuanFigure(use.need('dibao.standard')[residenceOf(enrolment.programme)])
  const amount = timesInteger(times(standard.exact, percentFigure(tier.percent)), covered)
  const means = { tier: named, ratio: tier.percent }
  const formula = `${standard.text}×${tier.percent}%×${covered}`
  return { amount, formula, standardFen: standard.fen, arithmetic: 'other', means }
}
