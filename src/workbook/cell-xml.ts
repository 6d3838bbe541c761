import { STYLE, styleOf } from './cell-styles.ts'
import { linesOf } from './column-widths.ts'
import type { ColumnKind } from './table-sheet.ts'
import { cellXmlText } from './xml-text.ts'

const DECIMAL = /^-?\d+(\.\d+)?$/
/** A spreadsheet keeps 15 digits of a number; one that is longer is written as text, whole. */
const MOST_DIGITS = 15

/** A cell of text, at an address such as `B7`. An empty one keeps its border. */
export function textCell(address: string, text: string, style: number): string {
  if (text === '') return `<c r="${address}" s="${style}"/>`
  return `<c r="${address}" s="${style}" t="inlineStr"><is><t xml:space="preserve">${cellXmlText(text)}</t></is></c>`
}

/** A cell of a column: yuan and counts are numbers, digit for digit as given, and text where they are no numbers. */
export function columnCell(address: string, text: string, kind: ColumnKind, total = false): string {
  if (kind === 'text' && !total && linesOf(text) > 1) return textCell(address, text, STYLE.wrapped)
  if (kind === 'text' || !isExactNumber(text))
    return textCell(address, text, styleOf(kind === 'text' ? kind : asText(text, kind), total))
  return `<c r="${address}" s="${styleOf(kind, total)}"><v>${text}</v></c>`
}

/** An empty cell among numbers stays one of them, a word among them is text. */
function asText(text: string, kind: ColumnKind): ColumnKind {
  return text === '' ? kind : 'text'
}

/** Whether a spreadsheet's number can hold it without loss. */
function isExactNumber(text: string): boolean {
  return DECIMAL.test(text) && text.replace(/[-.]/g, '').replace(/^0+/, '').length <= MOST_DIGITS
}

export function titleCell(address: string, text: string): string {
  return textCell(address, text, STYLE.title)
}
