import type { SheetRow } from '../workbook/cell-value.ts'
import type { CellProblem } from './cell-problem.ts'
import { type ColumnForm, formOf } from './column-form.ts'
import type { ColumnNames } from './column-names.ts'
import type { SourceRow } from './source-row.ts'
import { cellText } from './workbook-cell.ts'

/** The header row as a row of text; a title that is no text is shown by what is wrong with it. */
export function headerRow({ row, cells }: SheetRow): SourceRow {
  const titles: string[] = new Array((cells.at(-1)?.column ?? -1) + 1).fill('')
  const unusable = new Map<number, CellProblem>()
  for (const { column, value } of cells) {
    const text = cellText(value, 'text')
    if (typeof text === 'string') titles[column] = text.replace(/[\r\n]/g, '')
    else unusable.set(column, text)
  }
  return { line: row, cells: titles, unusable }
}

/** What each column of a header holds. */
export function columnForms(header: SourceRow, names: ColumnNames): ColumnForm[] {
  return header.cells.map((cell) => {
    const title = cell.trim()
    return formOf(names.get(title) ?? title)
  })
}

/** A row below the header: dates as `YYYY-MM-DD`, numbers as their exact digits. */
export function dataRow({ row, hidden, cells }: SheetRow, forms: readonly ColumnForm[]): SourceRow {
  const texts: string[] = new Array(forms.length).fill('')
  const unusable = new Map<number, CellProblem>()
  for (const { column, value } of cells) {
    if (column >= forms.length) {
      if (value.kind === 'text' && value.text.trim() === '') continue
      return { line: row, cells: texts, fault: hidden ? 'hidden-row' : 'beyond-header' }
    }
    const text = cellText(value, forms[column]!)
    if (typeof text === 'string') texts[column] = text
    else unusable.set(column, text)
  }
  const read = { line: row, cells: texts }
  if (hidden && (unusable.size > 0 || texts.some((text) => text.trim() !== ''))) return { ...read, fault: 'hidden-row' }
  return unusable.size > 0 ? { ...read, unusable } : read
}
