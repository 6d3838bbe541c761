import type { ColumnNames } from '../../intake/column-names.ts'
import { refusedFile } from '../../intake/refused-file.ts'
import type { SourceRow } from '../../intake/source-row.ts'
import { WORKBOOK_REFUSALS } from '../../intake/workbook-refusals.ts'
import { columnForms, dataRow, headerRow } from '../../intake/workbook-row.ts'
import type { Problem } from '../../kernel/problem.ts'
import { Refused } from '../../kernel/refusal.ts'
import { cellPlace, columnLetters, columnOf } from '../../workbook/cell-address.ts'
import type { SheetRow } from '../../workbook/cell-value.ts'
import type { ColumnRange } from '../../workbook/sheet-parser.ts'
import { type Sheet, type SheetPiece, Workbook } from '../../workbook/workbook.store.ts'
import { refuseWorkbook } from './workbook-refusal.ts'

/** Which sheet of which workbook is imported. */
export interface SheetSource {
  readonly path: string
  readonly file: string
  readonly sheet: string
}

/** The sheet to import, and its place among the tabs, from 0: the one that is named, or the only one with content. */
export async function chooseSheet(
  path: string,
  file: string,
  named: string | undefined,
): Promise<{ readonly name: string; readonly index: number }> {
  return await withWorkbook(path, file, async (workbook) => {
    const { sheets } = workbook
    const chosen = named === undefined ? await onlySheet(workbook, file) : sheets.find(({ name }) => name === named)
    if (!chosen) throw refusedFile(file, WORKBOOK_REFUSALS['import.sheet-unknown'](named!, namesOf(sheets)))
    if (chosen.hidden) throw refusedFile(file, WORKBOOK_REFUSALS['import.sheet-hidden']([chosen.name]))
    return { name: chosen.name, index: sheets.indexOf(chosen) }
  })
}

async function onlySheet(workbook: Workbook, file: string): Promise<Sheet> {
  const filled: Sheet[] = []
  for (const sheet of workbook.sheets) if (await workbook.hasContent(sheet)) filled.push(sheet)
  const hidden = filled.filter((sheet) => sheet.hidden)
  if (hidden.length > 0) throw refusedFile(file, WORKBOOK_REFUSALS['import.sheet-hidden'](namesOf(hidden)))
  if (filled.length > 1) throw refusedFile(file, WORKBOOK_REFUSALS['import.sheet-several'](namesOf(filled)))
  return filled[0] ?? workbook.sheets.find((sheet) => !sheet.hidden) ?? workbook.sheets[0]!
}

/** The rows of the sheet as rows of text, the header first; `seen` is told how much of it has been read, from 0 to 1. */
export async function* workbookRows(
  source: SheetSource,
  names: ColumnNames,
  seen: (done: number) => void,
): AsyncGenerator<SourceRow[]> {
  const workbook = await Workbook.open(source.path).catch((error) => refuseWorkbook(source.file, error))
  try {
    const sheet = workbook.sheets.find(({ name }) => name === source.sheet)!
    const reader = new TableReader(source, names)
    for await (const piece of workbook.read(sheet)) {
      yield reader.rowsOf(piece)
      seen(piece.done)
    }
  } catch (error) {
    refuseWorkbook(source.file, error)
  } finally {
    workbook.close()
  }
}

/** Turns pieces of a sheet into rows, and refuses it where it is not a plain table. */
class TableReader {
  readonly #source: SheetSource
  readonly #names: ColumnNames
  #forms: ReturnType<typeof columnForms> | null = null

  constructor(source: SheetSource, names: ColumnNames) {
    this.#source = source
    this.#names = names
  }

  rowsOf({ rows, hiddenColumns, merged }: SheetPiece): SourceRow[] {
    if (merged.length > 0) throw new Refused(merged.map((range) => this.#mergedProblem(range)))
    const [first, ...rest] = rows
    if (this.#forms || !first) return rows.map((row) => dataRow(row, this.#forms!))
    const header = this.#header(first, hiddenColumns)
    const forms = columnForms(header, this.#names)
    this.#forms = forms
    return [header, ...rest.map((row) => dataRow(row, forms))]
  }

  #header(row: SheetRow, hiddenColumns: readonly ColumnRange[]): SourceRow {
    const header = headerRow(row)
    const problems = [
      ...(row.hidden ? [this.#problem('hidden-row', row.row, 0, '列名行在工作表中是隐藏的。', UNHIDE)] : []),
      ...[...header.unusable!].map(([column, { what, message, remedy }]) =>
        this.#problem(what, row.row, column, message, remedy),
      ),
      ...hiddenWithin(hiddenColumns, header.cells.length).map((column) =>
        this.#problem('hidden-column', row.row, column, `${columnLetters(column)} 列在工作表中是隐藏的。`, UNHIDE),
      ),
    ]
    if (problems.length > 0) throw new Refused(problems)
    return header
  }

  #mergedProblem(range: string): Problem {
    const first = range.split(':')[0]!
    const line = Number(/\d+$/.exec(first)?.[0] ?? 1)
    const message = `${range} 是合并单元格,分不清内容属于哪一行。`
    const remedy = '请取消合并,把内容填到每一行,表头只留一行列名。'
    return this.#problem('merged', line, columnOf(first) ?? 0, message, remedy)
  }

  #problem(what: string, line: number, column: number, message: string, remedy: string): Problem {
    const cell = cellPlace(this.#source.sheet, column, line)
    return { code: `import.${what}`, severity: 'error', file: this.#source.file, line, cell, message, remedy }
  }
}

const UNHIDE = '请取消隐藏,核对内容;不要的内容请删除后重新导入。'

function hiddenWithin(ranges: readonly ColumnRange[], width: number): number[] {
  const columns = new Set<number>()
  for (const { from, to } of ranges) for (let at = Math.max(from, 0); at <= to && at < width; at++) columns.add(at)
  return [...columns].sort((a, b) => a - b)
}

function namesOf(sheets: readonly Sheet[]): string[] {
  return sheets.map(({ name }) => name)
}

async function withWorkbook<T>(path: string, file: string, act: (workbook: Workbook) => Promise<T>): Promise<T> {
  try {
    const workbook = await Workbook.open(path)
    return await act(workbook).finally(() => workbook.close())
  } catch (error) {
    return refuseWorkbook(file, error)
  }
}
