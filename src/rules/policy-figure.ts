import type { Fen } from '../kernel/money.ts'
import type { DecimalText } from '../policy/parameters.ts'
import { type Quotient, roundFen, yuanText } from './quotient.ts'

/** Yuan of a document, ready for arithmetic and for the 算式. */
export interface YuanFigure {
  /** Decimal fen. */
  readonly exact: Quotient
  /** To the fen, as a line's 标准. */
  readonly fen: Fen
  /** `620.00` */
  readonly text: string
}

// A document's figures are few and are asked for with every household, so each is read once.
const yuanFigures = new Map<DecimalText, YuanFigure>()
const numbers = new Map<DecimalText, Quotient>()

/** Reads yuan as a document writes them. */
export function yuanFigure(text: DecimalText): YuanFigure {
  const known = yuanFigures.get(text)
  if (known) return known
  const yuan = decimalFigure(text)
  const exact = { numerator: yuan.numerator * 100n, denominator: yuan.denominator }
  const figure = { exact, fen: roundFen(exact, 'half-up-fen'), text: yuanText(exact) }
  yuanFigures.set(text, figure)
  return figure
}

/** Reads a share, a ratio or a multiple as a document writes it (`0.7`). */
export function decimalFigure(text: DecimalText): Quotient {
  const known = numbers.get(text)
  if (known) return known
  const point = text.indexOf('.')
  const places = point < 0 ? 0 : text.length - point - 1
  const figure = { numerator: BigInt(text.replace('.', '')), denominator: 10n ** BigInt(places) }
  numbers.set(text, figure)
  return figure
}

/** Reads a percentage (`30` → 30/100). */
export function percentFigure(text: DecimalText): Quotient {
  const percent = decimalFigure(text)
  return { numerator: percent.numerator, denominator: percent.denominator * 100n }
}
