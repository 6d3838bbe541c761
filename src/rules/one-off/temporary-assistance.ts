import type { DecimalText, ParameterTypes } from '../../policy/parameters.ts'
import { type Decision, defineRule, type Use } from '../define-rule.ts'
import { payPerson } from '../person/award.ts'
import type { PersonFacts } from '../person/facts.ts'
import { notPaid } from '../person/listing.ts'
import { decimalFigure, yuanFigure } from '../policy-figure.ts'
import { isBelow, roundFen, times } from '../quotient.ts'
import { productOf, usedBy } from '../used.ts'
import { temporaryBand } from './temporary-class.ts'

/** 临时救助: once, so many times the monthly urban standard; beyond its band only where a case is decided on its own. */
export const temporaryAssistance = defineRule<PersonFacts>({
  id: 'one-off.temporary-assistance',
  title: '临时救助',
  editions: [
    {
      from: '2000-01',
      cites: ['temporary.multiple', 'dibao.standard'],
      compute(facts, use) {
        const band = temporaryBand(facts)
        if (!('chosen' in band)) return notPaid(band.code, band.message)
        const { multiple } = facts.enrolment
        if (multiple === null) return multipleMissing(facts)
        if (band.chosen !== 'free') return payWithin(use.need('temporary.multiple')[band.chosen], multiple, facts, use)
        use.find('temporary.multiple') // the article that opens 一事一议 is the one that sets the bands
        return payMultiple(multiple, facts, use)
      },
    },
  ],
})

type Band = ParameterTypes['temporary.multiple']['illness']

/** Both ends of the band belong to it. */
function payWithin([least, most]: Band, multiple: DecimalText, facts: PersonFacts, use: Use): Decision {
  const figure = decimalFigure(multiple)
  const within = !isBelow(figure, decimalFigure(least)) && !isBelow(decimalFigure(most), figure)
  if (within) return payMultiple(multiple, facts, use)
  const { month, enrolment } = facts
  const message = `${month} 临时救助的倍数 ${multiple} 不在${enrolment.class}的 ${least} 至 ${most} 倍之内,本月不发;请核对「倍数」,确需超出的以类别「一事一议」重新审批。`
  return notPaid('temporary.multiple-outside', message, use.basis())
}

function payMultiple(multiple: DecimalText, facts: PersonFacts, use: Use): Decision {
  const { exact, fen: standardFen, text } = yuanFigure(use.need('dibao.standard').urban)
  const amount = times(exact, decimalFigure(multiple))
  const amountFen = roundFen(amount, 'half-up-fen')
  const basis = use.basis()
  const means = { ratio: multiple }
  const { arithmetic } = usedBy({ amount, arithmetic: productOf(exact, multiple), means }, amountFen, basis)
  const component = 'temporary-assistance'
  return payPerson(
    facts,
    { component, amountFen, standardFen, formula: `${text}×${multiple}`, arithmetic, means },
    basis,
  )
}

function multipleMissing({ month }: PersonFacts) {
  const message = `${month} 临时救助没有写明倍数,本月不发;请按审批在「倍数」填写城市低保月标准的倍数后重新导入。`
  return notPaid('temporary.multiple-missing', message)
}
