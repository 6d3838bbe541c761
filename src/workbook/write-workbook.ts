import { columnWidths, widthsForSums } from './column-widths.ts'
import type { Rows, SheetToWrite, TableSheet } from './table-sheet.ts'
import { WorkbookWriter } from './workbook-writer.ts'

/** Rows that the widths of the columns are measured on, however they arrive. */
const MEASURED = 100
/** A sheet takes 1,048,576 rows; what is beyond this goes on in another sheet of the same name with a number. */
const ROWS_A_SHEET = 1_000_000
/** How many rows are written between two looks at what is ready. */
const ROWS_A_LOOK = 1000

/**
 * Writes a workbook piece by piece: the same sheets give the same bytes on every machine, at every time. Memory does
 * not grow with the rows. There are no formulas in it.
 */
export async function* writeWorkbook(
  sheets: Iterable<SheetToWrite> | AsyncIterable<SheetToWrite>,
  rowsASheet = ROWS_A_SHEET,
): AsyncGenerator<Uint8Array> {
  const writer = new WorkbookWriter()
  for await (const sheet of sheets) {
    if ('charts' in sheet) writer.addCharts(sheet)
    else yield* writeTable(writer, sheet, rowsASheet)
    yield* writer.take()
  }
  writer.finish()
  yield* writer.take()
}

async function* writeTable(writer: WorkbookWriter, table: TableSheet, rowsASheet: number): AsyncGenerator<Uint8Array> {
  const rows = new MeasuredRows(table)
  const titles = table.columns.map(({ title }) => title)
  const measured = columnWidths([titles, ...(await rows.measure())], titles.length)
  const widths = table.totals ? widthsForSums(measured, table.columns) : measured
  writer.openTable(table, widths)
  let count = 0
  for await (const cells of rows.all()) {
    if (count > 0 && count % rowsASheet === 0) {
      writer.closeTable()
      writer.openTable(table, widths)
    }
    writer.row(cells)
    if (++count % ROWS_A_LOOK === 0) yield* writer.take()
  }
  writer.closeTable(table.totals?.())
}

/** Rows of which the first have been looked at before all of them are gone through. */
class MeasuredRows {
  readonly #rows: AsyncGenerator<readonly string[]>
  #first: (readonly string[])[] = []

  constructor({ rows }: TableSheet) {
    this.#rows = oneByOne(rows)
  }

  async measure(): Promise<Rows> {
    while (this.#first.length < MEASURED) {
      const next = await this.#rows.next()
      if (next.done) break
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
