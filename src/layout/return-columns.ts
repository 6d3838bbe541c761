import type { ReturnColumn, ReturnField, ReturnLayout } from './layout.ts'
import { type LineForm, splitCells } from './line-cells.ts'

/** Where each field stands in a row, and how many cells a row has. */
export interface ReturnColumns {
  readonly at: Readonly<Partial<Record<ReturnField, number>>>
  readonly width: number
}

/** The places of a layout without a header. */
export function columnsByPosition({ columns }: ReturnLayout): ReturnColumns {
  return { at: Object.fromEntries(columns.map(({ field }, i) => [field, i])), width: columns.length }
}

/** True when the row names the payment number's column, as a header does. */
export function looksLikeHeader({ columns }: ReturnLayout, cells: readonly string[]): boolean {
  const name = columns.find(({ field }) => field === 'paymentNo')!.name
  return cells.some((cell) => cell.trim() === name)
}

/** The places that a header gives; further columns are passed over. `faults` are Chinese sentences. */
export function columnsByHeader(
  { columns }: ReturnLayout,
  header: readonly string[],
): { columns: ReturnColumns } | { faults: string[] } {
  const names = header.map((cell) => cell.trim())
  const wanted = columns.filter(({ field }) => field !== 'ignored')
  const missing = wanted.filter(({ name }) => !names.includes(name)).map(({ name }) => name)
  const twice = wanted.filter(({ name }) => names.indexOf(name) !== names.lastIndexOf(name)).map(({ name }) => name)
  const faults: string[] = []
  if (missing.length > 0) faults.push(`表头缺少「${missing.join('」「')}」。`)
  if (twice.length > 0) faults.push(`表头里「${twice.join('」「')}」出现了两次。`)
  if (faults.length > 0) return { faults }
  const at = Object.fromEntries(wanted.map(({ field, name }) => [field, names.indexOf(name)]))
  return { columns: { at, width: header.length } }
}

/** The column that says the amount, in yuan or in fen. */
export function amountColumn({ columns }: ReturnLayout): ReturnColumn {
  return columns.find(({ field }) => field === 'amount' || field === 'amountFen')!
}

/** How the lines of a return are made: a layout that counts bytes names one encoding. */
export function returnForm({ form, separator, quote, encodings }: ReturnLayout): LineForm {
  return { form, separator, quote, encoding: encodings[0]! }
}

/** The cells of a line by the layout's own places; null when the line does not have the form. */
export function returnCells(layout: ReturnLayout, line: string): string[] | null {
  return splitCells(returnForm(layout), layout.header ? [] : layout.columns, line)
}

/** True when the return may come as a workbook: a sheet is read by the names of its columns, and has no closing records. */
export function mayBeWorkbook({ header, closing }: ReturnLayout): boolean {
  return header && closing.length === 0
}
