import { defineRule } from '../define-rule.ts'
import { DIFFERENCE_CITES, payDifference } from './difference.ts'
import { countCovered } from './enrolment.ts'
import type { DibaoFacts } from './facts.ts'
import { notPaid } from './listing.ts'
import { payTier, TIER_CITES } from './tiers.ts'

/** 低保金: the difference to the standard, or the tier a family was put in, for each covered person. */
export const topUp = defineRule<DibaoFacts>({
  id: 'dibao.top-up',
  title: '低保金',
  editions: [
    {
      from: '2000-01',
      cites: [...new Set(['dibao.method', ...DIFFERENCE_CITES, ...TIER_CITES] as const)],
      compute(facts, use) {
        const covered = countCovered(facts.members)
        if (covered === 0) return nobodyCovered(facts.month)
        return use.look('dibao.method') === 'tiers' ? payTier(facts, covered, use) : payDifference(facts, covered, use)
      },
    },
  ],
})

function nobodyCovered(month: string) {
  const message = `${month} 家庭没有在世且未失效的保障对象,本月不发;请核对成员登记,或办理退出。`
  return notPaid('dibao.nobody-covered', message)
}
