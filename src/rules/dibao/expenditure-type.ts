import { addMonths, type Month } from '../../kernel/month.ts'
import type { Basis } from '../citations.ts'
import { defineRule } from '../define-rule.ts'
import type { DibaoEnrolment, DibaoFacts } from './facts.ts'
import { notPaid } from './listing.ts'
import { namedPerson } from './named-person.ts'
import { payShareOfStandard, SHARE_CITES } from './share-of-standard.ts'

/** 支出型: serious illness eats the family's income; the patient alone is admitted, for a term, then reviewed. */
export const expenditureType = defineRule<DibaoFacts>({
  id: 'dibao.expenditure-type',
  title: '支出型低保',
  editions: [
    {
      from: '2000-01',
      cites: ['dibao.expenditure-type', ...SHARE_CITES],
      compute(facts, use) {
        const patient = namedPerson(facts)
        if ('notPaid' in patient) return patient
        const { share, months } = use.need('dibao.expenditure-type')
        const last = lastMonthOfTerm(facts.enrolment, months)
        return facts.month > last ? reviewDue(facts, months, last, use.basis()) : payShareOfStandard(facts, share, use)
      },
    },
  ],
})

/** The term runs from the latest review, or without one from 起始月份. */
function lastMonthOfTerm({ from, reviewMonth }: DibaoEnrolment, months: number): Month {
  return addMonths(reviewMonth ?? from, months - 1)
}

function reviewDue({ month, enrolment }: DibaoFacts, months: number, last: Month, basis: Basis) {
  const since = enrolment.reviewMonth ? `${enrolment.reviewMonth} 复核` : `${enrolment.from} 起始`
  const message = `${month} 支出型待遇(${since},期限 ${months} 个月)已于 ${last} 到期,待复核,本月不发;复核后请填写「复核月份」。`
  return notPaid('dibao.review-due', message, basis)
}
