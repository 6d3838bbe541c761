import { type Fen, formatYuan, parseYuan } from '../kernel/money.ts'
import type { Problem } from '../kernel/problem.ts'
import type { CellValue, SheetRow } from '../workbook/cell-value.ts'
import { Workbook } from '../workbook/workbook.store.ts'
import { UnreadableWorkbook } from '../workbook/workbook-fault.ts'
import { readAmount } from './amount-form.ts'
import type { DecodedPayment, FileReader } from './form.ts'
import type { Layout, LayoutCell } from './layout.ts'
import { readRecordText, type Stated } from './record-text.ts'
import { sheetColumn } from './workbook-column.ts'

/** A row as texts, one for each column of the layout. */
interface TextRow {
  readonly row: number
  readonly texts: readonly string[]
}

/**
 * Reads a payment file that is a workbook, with the layout that wrote it; problems are collected, codes `passbook.*`.
 * Its directory stands at its end, so its packed bytes are kept until all have come.
 */
export class WorkbookReader implements FileReader {
  readonly problems: Problem[] = []
  count = 0
  totalFen: Fen = 0n
  readonly #layout: Layout
  readonly #take: (payment: DecodedPayment) => void
  readonly #kinds: readonly string[]
  readonly #amountAt: number
  #bytes: Uint8Array[] = []
  /** The last rows seen: as many as the layout closes with, since only the end of the sheet says which they are. */
  readonly #waiting: TextRow[] = []
  readonly #stated: (Stated & { row: number })[] = []
  #seen = 0

  constructor(layout: Layout, take: (payment: DecodedPayment) => void) {
    this.#layout = layout
    this.#take = take
    this.#kinds = layout.columns.map((column) => sheetColumn(column).kind)
    this.#amountAt = layout.columns.findIndex(({ field }) => field === 'amount' || field === 'amountFen')
  }

  push(bytes: Uint8Array): void {
    this.#bytes.push(Buffer.from(bytes))
  }

  async end(): Promise<void> {
    try {
      await this.#readSheet()
    } catch (error) {
      if (!(error instanceof UnreadableWorkbook)) throw error
      this.#problem('passbook.truncated', `工作簿已损坏或不完整(${error.part || error.fault})。`, this.#seen)
      return
    }
    const { closing } = this.#layout
    if (this.#waiting.length < closing.length)
      this.#problem('passbook.truncated', '文件不完整,缺少结尾的合计行。', this.#seen)
    for (const [i, row] of this.#waiting.entries()) this.#record(closing[i]!, row)
    this.#compareStated()
  }

  async #readSheet(): Promise<void> {
    const workbook = await Workbook.open(Buffer.concat(this.#bytes))
    this.#bytes = []
    try {
      if (workbook.sheets.length !== 1) this.#problem('passbook.record', '工作簿应只有一张工作表。', 1)
      for await (const { rows } of workbook.read(workbook.sheets[0]!)) for (const row of rows) this.#hold(row)
    } finally {
      workbook.close()
    }
  }

  #hold(sheetRow: SheetRow): void {
    this.#waiting.push(this.#textsOf(sheetRow))
    if (this.#waiting.length > this.#layout.closing.length) this.#read(this.#waiting.shift()!)
  }

  #textsOf({ row, cells }: SheetRow): TextRow {
    const texts: string[] = new Array(this.#layout.columns.length).fill('')
    for (const { column, value } of cells) texts[column] = textOf(value, this.#kinds[column])
    return { row, texts }
  }

  #read(row: TextRow): void {
    const { opening, columns } = this.#layout
    const at = this.#seen++
    if (at < opening.length) this.#record(opening[at]!, row)
    else if (at > opening.length) this.#payment(row)
    else if (row.texts.length !== columns.length || columns.some(({ name }, i) => row.texts[i] !== name))
      this.#problem('passbook.header', '表头与版式不符。', row.row)
  }

  #record(cells: readonly LayoutCell[], { row, texts }: TextRow): void {
    const stated: Stated = {}
    const fits = cells.every(({ text }, i) => readRecordText(text, texts[i] ?? '', stated))
    if (fits && texts.slice(cells.length).every((text) => text === '')) this.#stated.push({ row, ...stated })
    else this.#problem('passbook.record', '标题或合计行与版式不符。', row)
  }

  #payment({ row, texts }: TextRow): void {
    const column = this.#layout.columns[this.#amountAt]!
    const amountFen = texts.length === this.#layout.columns.length ? readAmount(column, texts[this.#amountAt]!) : null
    if (amountFen === null) {
      this.#problem('passbook.row', '这一行的栏数或金额与版式不符。', row)
      return
    }
    this.count++
    this.totalFen += amountFen
    this.#take({ line: row, texts, amountFen })
  }

  #compareStated(): void {
    for (const { row, count, totalFen } of this.#stated) {
      if (count !== undefined && count !== this.count)
        this.#problem('passbook.count', `记录写明 ${count} 笔,实有 ${this.count} 笔。`, row)
      if (totalFen !== undefined && totalFen !== this.totalFen)
        this.#problem('passbook.total', `记录写明的合计 ${totalFen} 分,与各笔之和 ${this.totalFen} 分不符。`, row)
    }
  }

  #problem(code: string, message: string, line: number): void {
    const remedy = '文件已被改动或不完整,请勿发送,重新导出。'
    this.problems.push({ code, severity: 'error', line, message, remedy })
  }
}

/** The text that a cell was written from; what no cell of ours holds comes back as no text of a payment. */
function textOf(value: CellValue, kind: string | undefined): string {
  if (value.kind === 'text') return value.text
  if (value.kind !== 'number') return `\0${value.kind}`
  const fen = kind === 'money' ? parseYuan(value.decimal) : null
  return fen === null ? value.decimal : formatYuan(fen)
}
