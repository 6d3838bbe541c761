import type { Fen } from '../../kernel/money.ts'
import type { Basis } from '../citations.ts'
import type { Decision } from '../define-rule.ts'
import type { Arithmetic, Means } from '../used.ts'
import type { PersonFacts } from './facts.ts'
import { notPaid } from './listing.ts'

/** An amount that has had its one rounding, with the arithmetic that gives it. */
export interface PersonAmount {
  readonly component: string
  readonly amountFen: Fen
  /** 标准 that the arithmetic starts from; null where there is none. */
  readonly standardFen: Fen | null
  readonly formula: string
  /** What the 算式 is where it comes to the amount. */
  readonly arithmetic: Arithmetic
  readonly means: Means
}

/** One line for the person, or for the household that one-off help names; nothing is paid where it comes to zero. */
export function payPerson(facts: PersonFacts, amount: PersonAmount, basis: Basis): Decision {
  if (amount.amountFen === 0n) return zeroAmount(facts, amount, basis)
  const { component, amountFen, standardFen, formula, arithmetic, means } = amount
  const personNo = facts.person?.personNo ?? 0
  const used = { cites: basis.cites, arithmetic, means }
  return { awards: [{ component, personNo, persons: 1, standardFen, amountFen, formula, basis: basis.text, used }] }
}

function zeroAmount({ month }: PersonFacts, { formula }: PersonAmount, basis: Basis): Decision {
  const message = `${month} 金额 ${formula} 取整后为 0.00 元,本月不发;请核对文件规定的标准和待遇的登记。`
  return notPaid('person.zero-amount', message, basis)
}
