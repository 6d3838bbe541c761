import { columnLetters } from './cell-address.ts'
import { STYLE } from './cell-styles.ts'
import { columnCell, textCell, titleCell } from './cell-xml.ts'
import { linesOf } from './column-widths.ts'
import type { SheetColumn } from './table-sheet.ts'
import { NAMESPACE, XML_DECLARATION } from './xml-text.ts'

/** In points. */
const LINE_HEIGHT = 14
/** A row that is higher than this no spreadsheet shows. */
const MOST_LINES = 29

/** How a sheet begins: printed on landscape A4 as wide as the paper, its first rows standing still. */
export function sheetOpening(widths: readonly number[], frozenRows: number): string {
  const columns = widths.map((width, i) => `<col min="${i + 1}" max="${i + 1}" width="${width}" customWidth="1"/>`)
  return (
    `${XML_DECLARATION}<worksheet xmlns="${NAMESPACE.main}" xmlns:r="${NAMESPACE.relationships}">` +
    '<sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>' +
    `<sheetViews><sheetView workbookViewId="0"${frozenRows > 0 ? '' : ' showGridLines="0"'}>${pane(frozenRows)}</sheetView></sheetViews>` +
    `<sheetFormatPr defaultRowHeight="15"/><cols>${columns.join('')}</cols><sheetData>`
  )
}

function pane(rows: number): string {
  if (rows === 0) return ''
  return `<pane ySplit="${rows}" topLeftCell="A${rows + 1}" activePane="bottomLeft" state="frozen"/><selection pane="bottomLeft"/>`
}

/** How it ends; `parts` come behind the page's set-up, such as the reference to a drawing. */
export function sheetClosing(parts = ''): string {
  return (
    '</sheetData><pageMargins left="0.4" right="0.4" top="0.5" bottom="0.6" header="0.3" footer="0.3"/>' +
    '<pageSetup paperSize="9" orientation="landscape" fitToWidth="1" fitToHeight="0"/>' +
    `<headerFooter><oddFooter>&amp;L&amp;A&amp;R第 &amp;P 页 共 &amp;N 页</oddFooter></headerFooter>${parts}</worksheet>`
  )
}

/** A line above the table, the first one as its title. */
export function headingRow(row: number, cells: readonly string[], isTitle: boolean): string {
  const written = cells.map((text, at) => {
    const address = columnLetters(at) + row
    return isTitle ? titleCell(address, text) : textCell(address, text, STYLE.plain)
  })
  return rowOf(row, written, isTitle ? 24 : undefined)
}

export function headerRow(row: number, columns: readonly SheetColumn[]): string {
  const cells = columns.map(({ title }, at) => textCell(columnLetters(at) + row, title, STYLE.header))
  return rowOf(row, cells, 22)
}

export function dataRow(row: number, cells: readonly string[], columns: readonly SheetColumn[], total = false): string {
  let text = ''
  let lines = 1
  for (let at = 0; at < columns.length; at++) {
    const cell = cells[at] ?? ''
    text += columnCell(columnLetters(at) + row, cell, columns[at]!.kind, total)
    if (!total && columns[at]!.kind === 'text') lines = Math.max(lines, linesOf(cell))
  }
  return rowOf(row, [text], lines > 1 ? Math.min(lines, MOST_LINES) * LINE_HEIGHT : undefined)
}

function rowOf(row: number, cells: readonly string[], height?: number): string {
  const high = height === undefined ? '' : ` ht="${height}" customHeight="1"`
  return `<row r="${row}"${high}>${cells.join('')}</row>`
}
