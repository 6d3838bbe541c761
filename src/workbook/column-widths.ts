import stringWidth from 'string-width'
import type { ColumnKind, SheetColumn } from './table-sheet.ts'

const NARROWEST = 6
const WIDEST = 48
/** Room beside the text, and the thousands separators that a number gets. */
const ROOM = 2.5
const FULL_LINE = 40
const PLAIN = /^[\x20-\x7e]*$/

/** Widths that fit the texts given, in characters of the default font; a Chinese character is two wide. */
export function columnWidths(rows: readonly (readonly string[])[], columns: number): number[] {
  const widths: number[] = new Array(columns).fill(NARROWEST)
  for (const row of rows) {
    for (let at = 0; at < columns; at++) widths[at] = Math.max(widths[at]!, widthOf(row[at] ?? '') + ROOM)
  }
  return widths.map((width) => Math.min(width, WIDEST))
}

/** A sum has more digits than what it is made of, in bold, and comes when the widths are settled. */
const MORE_DIGITS: Record<ColumnKind, number> = { text: 0, count: 2, money: 4 }
const NARROWEST_SUM: Record<ColumnKind, number> = { text: 0, count: 9, money: 15 }

/** Widths of columns below which sums will stand. */
export function widthsForSums(widths: readonly number[], columns: readonly SheetColumn[]): number[] {
  return widths.map((width, at) => {
    const { kind } = columns[at]!
    return Math.max(width + MORE_DIGITS[kind], NARROWEST_SUM[kind])
  })
}

/** How many lines a text takes in the widest column; they break at words, so a line is not always full. */
export function linesOf(text: string): number {
  if (2 * text.length + ROOM <= WIDEST) return 1
  const width = widthOf(text)
  return width + ROOM <= WIDEST ? 1 : Math.ceil(width / FULL_LINE)
}

/** Most cells are digits, which need no looking up. */
function widthOf(text: string): number {
  return PLAIN.test(text) ? text.length : stringWidth(text)
}
