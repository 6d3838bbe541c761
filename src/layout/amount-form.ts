import { type Fen, formatYuan, parseYuan } from '../kernel/money.ts'

/** How a column writes money. */
export interface AmountForm {
  readonly field: string
  readonly unit: 'yuan' | 'fen'
  /** `plus`: a plus sign before every amount. */
  readonly sign: 'none' | 'plus'
}

function inFen({ field, unit }: AmountForm): boolean {
  return unit === 'fen' || field === 'amountFen'
}

/** `134580n` as `1345.80`, `134580` or `+1345.80`. */
export function writeAmount(form: AmountForm, fen: Fen): string {
  const text = inFen(form) ? fen.toString() : formatYuan(fen)
  return form.sign === 'plus' && fen >= 0n ? `+${text}` : text
}

/** The amount that a column says; null when it is not written in the column's form, never a guess. */
export function readAmount(form: AmountForm, text: string): Fen | null {
  const plain = text.startsWith('+') ? text.slice(1) : text
  if (plain.startsWith('-') && plain !== text) return null
  if (!inFen(form)) return parseYuan(plain)
  return /^-?\d{1,18}$/.test(plain) ? BigInt(plain) : null
}
