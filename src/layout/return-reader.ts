import { type Fen, formatYuan } from '../kernel/money.ts'
import type { SheetRow } from '../workbook/cell-value.ts'
import { readAmount } from './amount-form.ts'
import { type FailureReason, failureReason, failureText } from './failure-reason.ts'
import type { ReturnColumn, ReturnField, ReturnLayout } from './layout.ts'
import { isPaymentNumber } from './payment-number.ts'
import { readRecord } from './record-line.ts'
import type { Stated } from './record-text.ts'
import {
  amountColumn,
  columnsByHeader,
  columnsByPosition,
  looksLikeHeader,
  type ReturnColumns,
  returnCells,
  returnForm,
} from './return-columns.ts'
import { ReturnProblems } from './return-problem.ts'
import { cellFaults, type SheetTexts, sheetTexts } from './sheet-row.ts'
import { readStatedTotal } from './stated-total.ts'

/** What the bank says of one payment. */
export interface ReturnRow {
  readonly line: number
  readonly paymentNo: string
  readonly account: string
  /** 户名 as the bank has it; null when its layout does not say. */
  readonly holder: string | null
  readonly amountFen: Fen
  readonly outcome: 'paid' | 'failed'
  /** Why it failed, as a person reads it; null when paid. */
  readonly reason: string | null
  /** The same of our closed list. */
  readonly reasonCode: FailureReason | null
}

const HEADER_WITHIN_LINES = 20
const CONTROL = /[^\P{Cc}\t]/u

/** Reads a return line by line; what is wrong is collected and the row left out. */
export class ReturnReader {
  readonly problems: ReturnProblems
  rows = 0
  totalFen: Fen = 0n
  readonly #layout: ReturnLayout
  readonly #amount: ReturnColumn
  #columns: ReturnColumns | null
  /** Lines seen so far, and the one that is being read. */
  #seen = 0
  #line = 0
  #opened = 0
  /** The last lines seen: as many as the layout closes with, since only the end says which they are. */
  readonly #waiting: { line: number; text: string }[] = []
  readonly #stated: (Stated & { line: number })[] = []
  #totalSeen = false

  constructor(layout: ReturnLayout, file: string) {
    this.#layout = layout
    this.#amount = amountColumn(layout)
    this.problems = new ReturnProblems(file)
    this.#columns = layout.header ? null : columnsByPosition(layout)
  }

  /**
   * The row that is sure by now; null for headings, the header, the total, an empty line, and one with a problem. Where
   * the layout closes with records, a row comes that many lines later.
   */
  read(text: string): ReturnRow | null {
    this.#seen++
    if (text.trim() === '') return null
    const waitFor = this.#layout.closing.length
    if (waitFor === 0) return this.#read(this.#seen, text)
    this.#waiting.push({ line: this.#seen, text })
    if (this.#waiting.length <= waitFor) return null
    const sure = this.#waiting.shift()!
    return this.#read(sure.line, sure.text)
  }

  /** The same for a row of a workbook, whose layout has a header and no closing records. */
  readSheetRow(row: SheetRow): ReturnRow | null {
    this.#line = row.row
    const read = sheetTexts(row, this.#columns?.width ?? 0)
    if (read.texts.every((text) => text.trim() === '') && read.kinds.size === 0) return null
    if (row.hidden) return this.#problem('returns.hidden', '这一行在工作表中是隐藏的。')
    if (read.texts.some((text) => CONTROL.test(text)))
      return this.#problem('returns.control-character', '这一行含有控制字符。')
    const faults = this.#columns ? this.#cellFaults(this.#columns, read) : []
    for (const { name, message } of faults) this.#problem('returns.cell', message, name)
    return faults.length > 0 ? null : this.#cells(read.texts)
  }

  /** Of a total only the amount is read. */
  #cellFaults({ at }: ReturnColumns, read: SheetTexts) {
    const { columns } = this.#layout
    return cellFaults(this.#isTotal(read.texts) ? [this.#amount] : columns, at, read)
  }

  /** Call after the last line: what the file states of itself must agree with the rows. */
  end(): void {
    this.#readClosing()
    if (!this.#columns) this.#problem('returns.header', '没有找到表头行。', null)
    else if (this.rows === 0 && this.problems.count === 0) this.#problem('returns.empty', '文件里没有一笔款。', null)
    for (const stated of this.#stated) this.#compare(stated)
  }

  #readClosing(): void {
    const { closing } = this.#layout
    if (this.#waiting.length < closing.length) {
      this.#problem('returns.row-shape', '文件不完整,缺少结尾的合计记录。', null)
      return
    }
    this.#waiting.forEach(({ line, text }, i) => {
      this.#line = line
      this.#record(closing[i]!, text)
    })
  }

  #read(line: number, text: string): ReturnRow | null {
    this.#line = line
    if (CONTROL.test(text)) return this.#problem('returns.control-character', '这一行含有控制字符。')
    const opening = this.#layout.opening[this.#opened]
    if (opening) {
      this.#opened++
      return this.#record(opening, text)
    }
    const cells = returnCells(this.#layout, text)
    if (!cells) return this.#problem('returns.row-shape', this.#shapeFault())
    return this.#cells(cells)
  }

  #cells(cells: readonly string[]): ReturnRow | null {
    if (this.#mayBeHeader() && looksLikeHeader(this.#layout, cells)) return this.#header(cells)
    if (!this.#columns) return null
    if (this.#isTotal(cells)) return this.#total(cells)
    return this.#row(this.#columns, cells)
  }

  #shapeFault(): string {
    if (this.#layout.form === 'fixed') return '这一行的长度与定长版式不符,或有字被截断。'
    return '这一行的引号没有配对。'
  }

  #mayBeHeader(): boolean {
    return this.#line <= HEADER_WITHIN_LINES && this.rows === 0 && this.#layout.form === 'separated'
  }

  #record(cells: ReturnLayout['opening'][number], text: string): null {
    const stated = readRecord(returnForm(this.#layout), cells, text)
    if (!stated) return this.#problem('returns.row-shape', '首尾记录与版式不符。')
    this.#stated.push({ line: this.#line, ...stated })
    return null
  }

  #header(cells: readonly string[]): null {
    const read = columnsByHeader(this.#layout, cells)
    if ('columns' in read) this.#columns = read.columns
    else for (const fault of read.faults) this.#problem('returns.header', fault)
    this.#columns ??= columnsByPosition(this.#layout)
    return null
  }

  #row({ at, width }: ReturnColumns, cells: readonly string[]): ReturnRow | null {
    this.rows++
    if (this.#totalSeen) return this.#problem('returns.after-total', '合计行之后还有数据。')
    if (cells.length !== width) {
      return this.#problem('returns.row-shape', `这一行有 ${cells.length} 栏,应有 ${width} 栏。`)
    }
    const cell = (field: ReturnField) => cells[at[field] ?? -1]?.trim() ?? ''
    const paymentNo = cell('paymentNo')
    const amountFen = this.#amountOf(cell(this.#amount.field))
    const outcome = this.#outcome(cell('result'))
    if (!isPaymentNumber(paymentNo)) {
      const message = `支付编号「${paymentNo}」的位数或校验位不对。`
      return this.#problem('returns.check-digit', message, this.#name('paymentNo'))
    }
    if (amountFen === null || outcome === null) return null
    const holder = at.holder === undefined ? null : cell('holder')
    const row = { line: this.#line, paymentNo, account: cell('account'), holder, amountFen, outcome }
    return { ...row, ...this.#reason(outcome, cell('reason')) }
  }

  #amountOf(text: string): Fen | null {
    const amountFen = readAmount(this.#amount, text)
    if (amountFen !== null) this.totalFen += amountFen
    else this.#problem('returns.amount-unreadable', `金额「${text}」读不出来。`, this.#amount.name)
    return amountFen
  }

  #reason(outcome: ReturnRow['outcome'], word: string): Pick<ReturnRow, 'reason' | 'reasonCode'> {
    if (outcome === 'paid') return { reason: null, reasonCode: null }
    const reasonCode = failureReason(this.#layout.reasons, word)
    return { reason: failureText(reasonCode, word), reasonCode }
  }

  #outcome(word: string): ReturnRow['outcome'] | null {
    const { success, failure } = this.#layout
    if (success.includes(word)) return 'paid'
    if (failure.includes(word)) return 'failed'
    const message = `结果「${word}」不在约定的词里(成功:${success.join('、')};失败:${failure.join('、')})。`
    return this.#problem('returns.unknown-result', message, this.#name('result'))
  }

  #isTotal(cells: readonly string[]): boolean {
    if (this.#layout.total === undefined) return false
    const first = cells.find((cell) => cell.trim() !== '')?.trim() ?? ''
    return first.startsWith(this.#layout.total)
  }

  #total(cells: readonly string[]): null {
    if (this.#totalSeen) return this.#problem('returns.after-total', '合计行出现了两次。')
    this.#totalSeen = true
    const at = this.#columns!.at[this.#amount.field]!
    const stated = readStatedTotal(cells, at, this.#layout.total!, (text) => readAmount(this.#amount, text))
    if (stated === 'unreadable') {
      return this.#problem('returns.total-unreadable', '合计行的金额读不出来。', this.#amount.name)
    }
    const { count, totalFen } = stated
    this.#stated.push({
      line: this.#line,
      ...(count === null ? {} : { count }),
      ...(totalFen === null ? {} : { totalFen }),
    })
    return null
  }

  #compare({ line, count, totalFen }: Stated & { line: number }): void {
    const where = this.#layout.form === 'fixed' ? '首尾记录' : '合计行'
    if (count !== undefined && count !== this.rows) {
      this.problems.add('returns.count-differs', `${where}写明 ${count} 笔,实有 ${this.rows} 笔。`, { line })
    }
    if (totalFen !== undefined && totalFen !== this.totalFen) {
      const message = `${where}写明 ${formatYuan(totalFen)} 元,各行之和是 ${formatYuan(this.totalFen)} 元。`
      this.problems.add('returns.total-differs', message, { line, column: this.#amount.name })
    }
  }

  #name(field: ReturnField): string {
    return this.#layout.columns.find((column) => column.field === field)!.name
  }

  #problem(code: Parameters<ReturnProblems['add']>[0], message: string, column?: string | null): null {
    const place = column === null ? {} : { line: this.#line, ...(column ? { column } : {}) }
    this.problems.add(code, message, place)
    return null
  }
}
