import { formatYuan } from '../../kernel/money.ts'
import { NO_BASIS } from '../citations.ts'
import { defineRule } from '../define-rule.ts'
import { payPerson } from '../person/award.ts'
import type { PersonFacts } from '../person/facts.ts'
import { notPaid } from '../person/listing.ts'
import { NO_MEANS } from '../used.ts'

/** 受灾救助: once, the amount that the approval sets; no parameter has a say in it. */
export const disasterRelief = defineRule<PersonFacts>({
  id: 'one-off.disaster-relief',
  title: '受灾救助',
  editions: [
    {
      from: '2000-01',
      cites: [],
      compute(facts) {
        const { approvedFen } = facts.enrolment
        if (approvedFen === null) return amountMissing(facts)
        const formula = formatYuan(approvedFen)
        const worked = { formula, arithmetic: 'product', means: NO_MEANS } as const
        const amount = { component: 'disaster-relief', amountFen: approvedFen, standardFen: null, ...worked }
        return payPerson(facts, amount, { text: approvalOf(facts), cites: NO_BASIS.cites })
      },
    },
  ],
})

/** The approval stands where a document's article stands elsewhere. */
function approvalOf({ enrolment }: PersonFacts): string {
  return `${enrolment.approval ?? `待遇 ${enrolment.enrolmentNo}`} 核定金额`
}

function amountMissing({ month }: PersonFacts) {
  const message = `${month} 受灾救助没有核定金额,本月不发;请按审批在「核定金额」填写后重新导入。`
  return notPaid('disaster.amount-missing', message)
}
