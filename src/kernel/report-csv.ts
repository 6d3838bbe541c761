/** What begins every report that a person opens in a spreadsheet. */
export const REPORT_BOM = '\ufeff'
const LINE_END = '\r\n'
/** Also the full-width forms of the signs, which some programmes read as the plain ones. */
const FORMULA_START = /^[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]/

/** A text that a spreadsheet might take for a formula gets an apostrophe before it and stays text. */
export function inertText(text: string): string {
  return FORMULA_START.test(text) ? `'${text}` : text
}

/** One line of a report with its end. Cells are written as they are: texts of others go through `inertText` first. */
export function reportLine(cells: readonly string[]): string {
  return cells.map(quoted).join(',') + LINE_END
}

function quoted(cell: string): string {
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell
}
