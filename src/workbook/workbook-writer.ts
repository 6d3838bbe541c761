import { invariant } from '../kernel/invariant.ts'
import { STYLES_XML } from './cell-styles.ts'
import { chartSheetParts } from './chart-sheet.ts'
import {
  contentTypesXml,
  ROOT_RELATIONSHIPS,
  type WrittenSheet,
  workbookRelationships,
  workbookXml,
} from './package-xml.ts'
import { SheetNames } from './sheet-name.ts'
import { dataRow, headerRow, headingRow, sheetClosing, sheetOpening } from './sheet-xml.ts'
import type { ChartSheet, Rows, SheetColumn, TableSheet } from './table-sheet.ts'
import { ZipWriter } from './zip-writer.ts'

/** The last row that a sheet can have. */
const LAST_ROW = 1_048_576

/** Writes the sheets of a workbook one after another, a table row by row; what is ready is taken out with `take`. */
export class WorkbookWriter {
  readonly #zip = new ZipWriter()
  readonly #names = new SheetNames()
  readonly #written: WrittenSheet[] = []
  #columns: readonly SheetColumn[] = []
  #row = 0
  #charts = 0

  constructor() {
    // a reader that looks at the first bytes only knows a workbook by this part
    this.#zip.add('_rels/.rels', ROOT_RELATIONSHIPS)
    this.#zip.add('xl/styles.xml', STYLES_XML)
  }

  /** Begins a table, its columns that many characters wide. */
  openTable({ name, heading = [], columns }: Omit<TableSheet, 'rows'>, widths: readonly number[]): void {
    const header = heading.length + 1
    this.#written.push({ name: this.#names.take(name), headerRow: header, charts: 0 })
    this.#zip.begin(`xl/worksheets/sheet${this.#written.length}.xml`)
    this.#zip.write(sheetOpening(widths, header))
    for (const [i, cells] of heading.entries()) this.#zip.write(headingRow(i + 1, cells, i === 0))
    this.#zip.write(headerRow(header, columns))
    this.#columns = columns
    this.#row = header
  }

  /** A row of the open table; the totals below it stand out. */
  row(cells: readonly string[], total = false): void {
    invariant(++this.#row <= LAST_ROW, `a sheet has no row ${this.#row}`)
    this.#zip.write(dataRow(this.#row, cells, this.#columns, total))
  }

  closeTable(totals: Rows = []): void {
    for (const cells of totals) this.row(cells, true)
    this.#zip.write(sheetClosing())
    this.#zip.end()
  }

  addCharts(sheet: ChartSheet): void {
    const name = this.#names.take(sheet.name)
    const no = this.#written.length + 1
    const parts = chartSheetParts(sheet, name, no, this.#charts + 1)
    this.#zip.add(`xl/worksheets/sheet${no}.xml`, parts.sheet)
    if (parts.charts.length > 0) {
      this.#zip.add(`xl/worksheets/_rels/sheet${no}.xml.rels`, parts.sheetRelationships)
      this.#zip.add(`xl/drawings/drawing${no}.xml`, parts.drawing)
      this.#zip.add(`xl/drawings/_rels/drawing${no}.xml.rels`, parts.drawingRelationships)
    }
    for (const chart of parts.charts) this.#zip.add(`xl/charts/chart${++this.#charts}.xml`, chart)
    this.#written.push({ name, headerRow: null, charts: parts.charts.length })
  }

  finish(): void {
    this.#zip.add('xl/workbook.xml', workbookXml(this.#written))
    this.#zip.add('xl/_rels/workbook.xml.rels', workbookRelationships(this.#written))
    this.#zip.add('[Content_Types].xml', contentTypesXml(this.#written))
    this.#zip.finish()
  }

  /** The bytes that have become ready since the last time. */
  take(): Uint8Array[] {
    return this.#zip.take()
  }
}
