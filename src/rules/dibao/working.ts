import type { Fen } from '../../kernel/money.ts'
import type { ParameterName } from '../../policy/parameters.ts'
import type { Basis } from '../citations.ts'
import type { Decision, Use } from '../define-rule.ts'
import type { Quotient } from '../quotient.ts'
import { roundBy } from '../rounding.ts'
import { type Arithmetic, type Means, usedBy } from '../used.ts'
import type { DibaoFacts } from './facts.ts'
import { notPaid } from './listing.ts'

/** An amount before its one rounding, with the arithmetic that gives it. */
export interface Working {
  /** Decimal fen. */
  readonly amount: Quotient
  /** 算式; its value is `amount`. */
  readonly formula: string
  /** 标准 that the arithmetic starts from. */
  readonly standardFen: Fen | null
  /** What the 算式 is before the amount is rounded. */
  readonly arithmetic: Arithmetic
  readonly means: Means
}

/** What `payTopUp` asks for. */
export const ROUNDING_CITES = ['dibao.rounding'] as const satisfies readonly ParameterName[]

/** Ends a top-up with its one rounding: a line for the household, or `whenZero` where nothing is left of it. */
export function payTopUp(working: Working, persons: number, use: Use, whenZero: (basis: Basis) => Decision): Decision {
  const amountFen = roundBy('dibao.rounding', working.amount, use)
  const basis = use.basis()
  if (amountFen === 0n) return whenZero(basis)
  const { formula, standardFen } = working
  const used = usedBy(working, amountFen, basis)
  const component = 'top-up'
  return { awards: [{ component, personNo: 0, persons, standardFen, amountFen, formula, basis: basis.text, used }] }
}

/** For a benefit that is no difference and still comes to nothing. */
export function zeroAmount({ month }: DibaoFacts, { formula }: Working): (basis: Basis) => Decision {
  const message = `${month} 补助金额 ${formula} 取整后为 0.00 元,本月不发;请核对文件规定的标准或比例。`
  return (basis) => notPaid('dibao.zero-amount', message, basis)
}
