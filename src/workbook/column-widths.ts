import stringWidth from 'string-width'

const NARROWEST = 6
const WIDEST = 48
/** Room beside the text, and the thousands separators that a number gets. */
const ROOM = 2.5
const PLAIN = /^[\x20-\x7e]*$/

/** Widths that fit the texts given, in characters of the default font; a Chinese character is two wide. */
export function columnWidths(rows: readonly (readonly string[])[], columns: number): number[] {
  const widths: number[] = new Array(columns).fill(NARROWEST)
  for (const row of rows) {
    for (let at = 0; at < columns; at++) widths[at] = Math.max(widths[at]!, widthOf(row[at] ?? '') + ROOM)
  }
  return widths.map((width) => Math.min(width, WIDEST))
}

/** Most cells are digits, which need no looking up. */
function widthOf(text: string): number {
  return PLAIN.test(text) ? text.length : stringWidth(text)
}
