import { STYLES_XML } from './cell-styles.ts'
import { chartSheetParts } from './chart-sheet.ts'
import { columnWidths } from './column-widths.ts'
import {
  contentTypesXml,
  ROOT_RELATIONSHIPS,
  type WrittenSheet,
  workbookRelationships,
  workbookXml,
} from './package-xml.ts'
import { SheetNames } from './sheet-name.ts'
import { dataRow, headerRow, headingRow, sheetClosing, sheetOpening } from './sheet-xml.ts'
import type { ChartSheet, SheetToWrite, TableSheet } from './table-sheet.ts'
import { ZipWriter } from './zip-writer.ts'

type Rows = readonly (readonly string[])[]

/** Rows that the widths of the columns are measured on, however they arrive. */
const MEASURED = 200
/** A sheet takes 1,048,576 rows; what is beyond this goes on in another sheet of the same name with a number. */
const ROWS_A_SHEET = 1_000_000

/**
 * Writes a workbook piece by piece: the same sheets give the same bytes on every machine, at every time. Memory does
 * not grow with the rows. There are no formulas in it.
 */
export async function* writeWorkbook(
  sheets: Iterable<SheetToWrite> | AsyncIterable<SheetToWrite>,
  rowsASheet = ROWS_A_SHEET,
): AsyncGenerator<Uint8Array> {
  const writer = new WorkbookWriter(rowsASheet)
  for await (const sheet of sheets) {
    if ('charts' in sheet) writer.addCharts(sheet)
    else for await (const _ of writer.addTable(sheet)) yield* writer.zip.take()
    yield* writer.zip.take()
  }
  writer.finish()
  yield* writer.zip.take()
}

class WorkbookWriter {
  readonly zip = new ZipWriter()
  readonly #names = new SheetNames()
  readonly #written: WrittenSheet[] = []
  readonly #rowsASheet: number
  #charts = 0

  constructor(rowsASheet: number) {
    this.#rowsASheet = rowsASheet
    // a reader that looks at the first bytes only knows a workbook by this part
    this.zip.add('_rels/.rels', ROOT_RELATIONSHIPS)
    this.zip.add('xl/styles.xml', STYLES_XML)
  }

  /** Writes a table, and says so whenever bytes may be ready. */
  async *addTable(table: TableSheet): AsyncGenerator<void> {
    const ahead = new MeasuredRows(table)
    const first = await ahead.measure()
    const titles = table.columns.map(({ title }) => title)
    const widths = columnWidths(
      [titles, ...first, ...(table.totals && ahead.ended ? table.totals() : [])],
      titles.length,
    )
    let row = this.#openTable(table, widths)
    let left = this.#rowsASheet
    for await (const cells of ahead.all()) {
      if (left-- === 0) {
        this.#closeSheet('')
        row = this.#openTable(table, widths)
        left = this.#rowsASheet - 1
      }
      this.zip.write(dataRow(row++, cells, table.columns))
      if (row % 1000 === 0) yield
    }
    for (const cells of table.totals?.() ?? []) this.zip.write(dataRow(row++, cells, table.columns, true))
    this.#closeSheet('')
  }

  /** Begins a sheet and gives the number of its first row of data. */
  #openTable({ name, heading = [], columns }: TableSheet, widths: readonly number[]): number {
    const header = heading.length + 1
    this.#written.push({ name: this.#names.take(name), headerRow: header, charts: 0 })
    this.zip.begin(`xl/worksheets/sheet${this.#written.length}.xml`)
    this.zip.write(sheetOpening(widths, header))
    for (const [i, cells] of heading.entries()) this.zip.write(headingRow(i + 1, cells, i === 0))
    this.zip.write(headerRow(header, columns))
    return header + 1
  }

  #closeSheet(parts: string): void {
    this.zip.write(sheetClosing(parts))
    this.zip.end()
  }

  addCharts(sheet: ChartSheet): void {
    const name = this.#names.take(sheet.name)
    const no = this.#written.length + 1
    const parts = chartSheetParts(sheet, name, no, this.#charts + 1)
    this.zip.add(`xl/worksheets/sheet${no}.xml`, parts.sheet)
    if (parts.charts.length > 0) {
      this.zip.add(`xl/worksheets/_rels/sheet${no}.xml.rels`, parts.sheetRelationships)
      this.zip.add(`xl/drawings/drawing${no}.xml`, parts.drawing)
      this.zip.add(`xl/drawings/_rels/drawing${no}.xml.rels`, parts.drawingRelationships)
    }
    for (const chart of parts.charts) this.zip.add(`xl/charts/chart${++this.#charts}.xml`, chart)
    this.#written.push({ name, headerRow: null, charts: parts.charts.length })
  }

  finish(): void {
    this.zip.add('xl/workbook.xml', workbookXml(this.#written))
    this.zip.add('xl/_rels/workbook.xml.rels', workbookRelationships(this.#written))
    this.zip.add('[Content_Types].xml', contentTypesXml(this.#written))
    this.zip.finish()
  }
}

/** Rows of which the first have been looked at before all of them are gone through. */
class MeasuredRows {
  readonly #rows: AsyncGenerator<readonly string[]>
  #first: (readonly string[])[] = []
  ended = false

  constructor({ rows }: TableSheet) {
    this.#rows = oneByOne(rows)
  }

  async measure(): Promise<Rows> {
    while (this.#first.length < MEASURED) {
      const next = await this.#rows.next()
      if (next.done) {
        this.ended = true
        break
      }
      this.#first.push(next.value)
    }
    return this.#first
  }

  async *all(): AsyncGenerator<readonly string[]> {
    yield* this.#first
    this.#first = []
    yield* this.#rows
  }
}

async function* oneByOne(batches: TableSheet['rows']): AsyncGenerator<readonly string[]> {
  for await (const rows of batches) yield* rows
}
