import { formatYuan } from '../../kernel/money.ts'
import type { BenefitLine } from '../case-result.ts'

type Worked = Pick<BenefitLine, 'formula' | 'amountFen' | 'used'>

/** 算式 of a difference: both amounts and the month they are for, e.g. `620.00×2-560.00×2 (2026-01)`. */
export function differenceFormula(due: readonly Worked[], lined: readonly Worked[], month: string): string {
  const before = subtrahend(lined)
  const now = due.length > 0 ? due.map(term).join('+') : '0.00'
  return `${before === null ? now : `${now}-${before}`} (${month})`
}

/** What was lined up before; null where it comes to nothing, so that nothing is subtracted. */
function subtrahend(lined: readonly Worked[]): string | null {
  const sum = lined.reduce((total, { amountFen }) => total + amountFen, 0n)
  if (sum === 0n) return null
  const [only] = lined
  if (lined.length > 1 || !only) return sum < 0n ? `(${formatYuan(sum)})` : formatYuan(sum)
  const text = term(only)
  return only.used?.arithmetic === 'sum' || text.startsWith('-') ? `(${text})` : text
}

/** The arithmetic itself where it comes to the amount; else the rounded amount, which is what counts. */
function term({ formula, amountFen, used }: Worked): string {
  return used === null || used.arithmetic === 'other' ? formatYuan(amountFen) : formula
}
