import type { Fen } from '../../kernel/money.ts'
import { formatYuan } from '../../kernel/money.ts'
import type { BenefitLine } from '../case-result.ts'
import { wholeFen } from './whole-fen.ts'

type Worked = Pick<BenefitLine, 'formula' | 'amountFen'>

/** 算式 of a difference: both amounts and the month they are for, e.g. `620.00×2-560.00×2 (2026-01)`. */
export function differenceFormula(due: readonly Worked[], lined: readonly Worked[], month: string): string {
  const before = linedTerm(lined)
  const now = due.length > 0 ? due.map(term).join('+') : '0.00'
  return `${before === null ? now : `${now}-${asSubtrahend(before)}`} (${month})`
}

/** What was lined up before; null where it comes to nothing, so that nothing is subtracted. */
function linedTerm(lined: readonly Worked[]): string | null {
  const sum = lined.reduce((total, { amountFen }) => total + amountFen, 0n)
  if (sum === 0n) return null
  const [only] = lined
  return lined.length === 1 && only ? term(only) : yuan(sum)
}

/** The arithmetic itself where it comes to the amount; else the rounded amount, which is what counts. */
function term({ formula, amountFen }: Worked): string {
  return wholeFen(formula) === amountFen ? formula : yuan(amountFen)
}

function asSubtrahend(text: string): string {
  let outside = text
  for (let before = ''; before !== outside; ) {
    before = outside
    outside = outside.replace(/\([^()]*\)/g, '')
  }
  return /[-+]/.test(outside) ? `(${text})` : text
}

function yuan(fen: Fen): string {
  return formatYuan(fen)
}
