import { defineRule, type Use } from '../define-rule.ts'
import type { Working } from '../dibao/working.ts'
import { decimalFigure, yuanFigure } from '../policy-figure.ts'
import { isBelow, isWholeFen, times } from '../quotient.ts'
import { roundBy } from '../rounding.ts'
import { type Means, usedBy } from '../used.ts'
import { DECISION_CITES } from './decide-price.ts'
import type { FiredPrice } from './price-decision.ts'
import { STANDARD_CITES, type StandardChoice, standardFor } from './recipient-standard.ts'
import type { RecipientStatus } from './recipient-status.ts'
import { unitPrice } from './unit-price.ts'

/** One status of one person in an index month that has fired. */
export interface PriceFacts {
  readonly personNo: number
  readonly status: RecipientStatus
  readonly standard: StandardChoice
  readonly decision: FiredPrice
}

/** 价格临时补贴: what a recipient gets for an index month that fired; no award where it comes to nothing. */
export const priceSubsidy = defineRule<PriceFacts>({
  id: 'price-subsidy.price',
  title: '价格临时补贴',
  editions: [
    {
      from: '2000-01',
      cites: [
        ...DECISION_CITES,
        ...STANDARD_CITES,
        'price-subsidy.multiplier',
        'price-subsidy.floor',
        'price-subsidy.rounding',
      ],
      compute({ personNo, status, standard, decision }, use) {
        const working = pricePerPerson(status, standard, decision, use)
        const amountFen = roundBy('price-subsidy.rounding', working.amount, use)
        if (amountFen === 0n) return { awards: [] }
        const basis = use.basis()
        const component = 'price-subsidy'
        const { formula, standardFen } = working
        const used = usedBy(working, amountFen, basis)
        return {
          awards: [{ component, personNo, persons: 1, standardFen, amountFen, formula, basis: basis.text, used }],
        }
      },
    },
  ],
})

function pricePerPerson(status: RecipientStatus, standard: StandardChoice, decision: FiredPrice, use: Use): Working {
  // Not worked with here, but the reason why this month and this person are paid at all: the 依据 names them.
  use.need('price-subsidy.trigger')
  const amount = use.need('price-subsidy.amount')
  use.need('price-subsidy.recipients')
  const price = unitPrice(amount, decision.figures, () => standardFor(status, standard, use))
  const multiplied = multiply(price, use)
  const raised = raiseToFloor(multiplied, use)
  if (raised !== multiplied) use.cite('price-subsidy.floor')
  else if (multiplied !== price) use.cite('price-subsidy.multiplier')
  return raised
}

function multiply(price: Working, use: Use): Working {
  const multiplier = use.look('price-subsidy.multiplier')
  if (multiplier === null) return price
  const factor = decimalFigure(multiplier)
  if (factor.numerator === factor.denominator) return price
  return {
    amount: times(price.amount, factor),
    formula: `${price.formula}×${multiplier}`,
    standardFen: price.standardFen,
    arithmetic: multiplier.includes('.') ? 'other' : price.arithmetic,
    means: { ...price.means, multiplier },
  }
}

/** A floor lifts also what came to nothing. */
function raiseToFloor(price: Working, use: Use): Working {
  const floor = use.look('price-subsidy.floor')
  if (floor === null) return price
  const { exact, text } = yuanFigure(floor)
  if (!isBelow(price.amount, exact)) return price
  const arithmetic = isWholeFen(exact) ? 'product' : 'other'
  const means: Means = { ...price.means, floor: 'person' }
  return { amount: exact, formula: text, standardFen: price.standardFen, arithmetic, means }
}
