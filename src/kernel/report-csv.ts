import { stringify } from 'csv-stringify/sync'

/** What begins every report that a person opens in a spreadsheet. */
export const REPORT_BOM = '\ufeff'
const LINE_END = '\r\n'
/** It leaves a lone line feed bare unless it is told not to. */
const FORM = { record_delimiter: LINE_END, quote_record_delimiter: true }
/** Also the full-width forms of the signs, which some programmes read as the plain ones. */
const FORMULA_START = /^[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]/

/** A text that a spreadsheet might take for a formula gets an apostrophe before it and stays text. */
export function inertText(text: string): string {
  return FORMULA_START.test(text) ? `'${text}` : text
}

/**
 * Lines of a report with their ends. Cells are written as they are: texts of others go through `inertText` first. The
 * library writes what has to be quoted; a row in which nothing has to is joined, which takes a quarter of its time.
 */
export function reportLines(rows: readonly (readonly string[])[]): string {
  let text = ''
  for (const cells of rows) text += cells.some(hasToBeQuoted) ? stringify([cells], FORM) : cells.join(',') + LINE_END
  return text
}

function hasToBeQuoted(cell: string): boolean {
  return /[",\r\n]/.test(cell)
}
