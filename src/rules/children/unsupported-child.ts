import { formatYuan } from '../../kernel/money.ts'
import type { Basis } from '../citations.ts'
import { type Decision, defineRule } from '../define-rule.ts'
import { payPerson } from '../person/award.ts'
import type { Offsets, PersonFacts } from '../person/facts.ts'
import { notPaid } from '../person/listing.ts'
import { yuanFigure } from '../policy-figure.ts'
import { dividedByInteger, isWholeFen, minus, type Quotient, roundFen, whole } from '../quotient.ts'
import { NO_MEANS } from '../used.ts'

interface Part {
  /** Decimal fen, above zero. */
  readonly amount: Quotient
  readonly text: string
}

/** 事实无人抚养儿童基本生活补贴: what dibao and tekun leave open of the scattered orphan's amount; rounded once, at the end. */
export const unsupportedChild = defineRule<PersonFacts>({
  id: 'children.unsupported-child',
  title: '事实无人抚养儿童基本生活补贴',
  editions: [
    {
      from: '2000-01',
      cites: ['orphan'],
      compute(facts, use) {
        const { exact, fen: standardFen, text } = yuanFigure(use.need('orphan').scattered)
        const parts = facts.offsets ? partsOf(facts.offsets) : []
        const left = parts.reduce((rest, { amount }) => minus(rest, amount), exact)
        const formula = [text, ...parts.map((part) => part.text)].join('-')
        const amountFen = left.numerator > 0n ? roundFen(left, 'half-up-fen') : 0n
        if (amountFen === 0n && parts.length > 0) return nothingLeft(facts, formula, use.basis())
        const comesTo = amountFen * left.denominator === left.numerator && isWholeFen(exact)
        const whole = parts.every(({ amount }) => amount.denominator === 1n) && comesTo
        const arithmetic = whole ? (parts.length > 0 ? 'sum' : 'product') : 'other'
        const component = 'unsupported-child'
        const amount = { component, amountFen, standardFen, formula, arithmetic, means: NO_MEANS } as const
        return payPerson(facts, amount, use.basis())
      },
    },
  ],
})

/** What is set off, in the order of the 算式; nothing that is zero. */
function partsOf({ dibao, tekunFen }: Offsets): Part[] {
  const parts = [{ amount: whole(tekunFen), text: formatYuan(tekunFen) }]
  if (dibao) {
    const { topUpFen, covered, supplementFen } = dibao
    const share = covered === 1 ? '' : `÷${covered}`
    parts.unshift(
      { amount: dividedByInteger(whole(topUpFen), covered), text: `${formatYuan(topUpFen)}${share}` },
      { amount: whole(supplementFen), text: formatYuan(supplementFen) },
    )
  }
  return parts.filter(({ amount }) => amount.numerator > 0n)
}

function nothingLeft({ month }: PersonFacts, formula: string, basis: Basis): Decision {
  const message = `${month} 已享受的低保或特困供养不低于散居孤儿的标准,差额 ${formula} 没有余额,本月不发;请核对该儿童的待遇。`
  return notPaid('children.nothing-left', message, basis)
}
