import { isDay } from '../kernel/month.ts'
import type { CellValue } from './cell-value.ts'
import { dayOfSerial } from './date-serial.ts'
import type { NumberFormat } from './number-format.ts'
import type { SharedStrings } from './shared-strings.ts'
import { storedDecimal } from './stored-number.ts'
import type { CellFormats } from './styles.ts'

/** What cells refer to outside their sheet. */
export interface CellContext {
  readonly strings: SharedStrings
  readonly formats: CellFormats
  /** Days are counted from 1904, as workbooks of older Macs do. */
  readonly since1904: boolean
}

/** A cell as its sheet writes it. */
export interface WrittenCell {
  /** `s` shared, `inlineStr`, `str`, `n`, `b`, `e`, `d`. */
  readonly type: string
  readonly style: number
  readonly formula: boolean
  /** Content of `v`. */
  readonly value: string
  /** Content of `is`. */
  readonly inline: string
}

/** What a written cell holds; null when it is empty, `damaged` when it holds what no cell can. */
export function readCell(cell: WrittenCell, context: CellContext): CellValue | null | 'damaged' {
  const format = context.formats[cell.style] ?? 'plain'
  const value = cell.formula ? ({ kind: 'formula' } as const) : contentOf(cell, format, context)
  return value !== null && value !== 'damaged' && format === 'hidden' ? { kind: 'hidden' } : value
}

function contentOf(cell: WrittenCell, format: NumberFormat, context: CellContext): CellValue | null | 'damaged' {
  const { type, value, inline } = cell
  if (type === 'inlineStr') return textOf(inline)
  if (value === '') return null
  switch (type) {
    case 's':
      return sharedText(value, context.strings)
    case 'str':
      return textOf(value)
    case 'b':
      return value === '1' || value === '0' ? { kind: 'boolean', value: value === '1' } : 'damaged'
    case 'e':
      return { kind: 'error', text: value }
    case 'd':
      return isoDate(value)
    case 'n':
      return numberOf(value.trim(), format, context.since1904)
    default:
      return 'damaged'
  }
}

function textOf(text: string): CellValue | null {
  return text === '' ? null : { kind: 'text', text }
}

function sharedText(index: string, strings: SharedStrings): CellValue | null | 'damaged' {
  const text = /^\d{1,9}$/.test(index.trim()) ? strings.get(Number(index)) : undefined
  return text === undefined ? 'damaged' : textOf(text)
}

function numberOf(text: string, format: NumberFormat, since1904: boolean): CellValue | null | 'damaged' {
  if (text === '') return null
  const decimal = storedDecimal(text)
  if (decimal === null) return 'damaged'
  if (format === 'day' || format === 'month' || format === 'clock') {
    const day = dayOfSerial(Number(decimal), since1904)
    return {
      kind: 'date',
      day: format === 'clock' ? null : day,
      shows: format === 'month' ? 'month' : 'day',
      serial: decimal,
    }
  }
  return { kind: 'number', decimal, percent: format === 'percent' }
}

/** A date in words of ISO 8601, as the strict form of the format allows. */
function isoDate(text: string): CellValue {
  const day = text.slice(0, 10)
  const whole = isDay(day) && /^(T00:00(:00(\.0+)?)?Z?)?$/.test(text.slice(10))
  return { kind: 'date', day: whole ? day : null, shows: 'day', serial: text }
}
