import { type Fen, formatYuan, parseYuan } from '../kernel/money.ts'
import type { Layout, ReturnField } from '../passbook/layout.ts'
import { splitSeparated } from '../passbook/line-cells.ts'
import { isPaymentNumber } from '../passbook/payment-number.ts'
import { columnsByHeader, columnsByPosition, looksLikeHeader, type ReturnColumns } from './return-columns.ts'
import { ReturnProblems } from './return-problem.ts'
import { readStatedTotal } from './stated-total.ts'

/** What the bank says of one payment. */
export interface ReturnRow {
  readonly line: number
  readonly paymentNo: string
  readonly account: string
  readonly amountFen: Fen
  readonly outcome: 'paid' | 'failed'
  readonly reason: string | null
}

const HEADER_WITHIN_LINES = 20
const CONTROL = /[^\P{Cc}\t]/u
const NO_REASON = '银行未说明原因'

/** Reads a return line by line; what is wrong is collected and the row left out. */
export class ReturnReader {
  readonly problems: ReturnProblems
  rows = 0
  totalFen: Fen = 0n
  readonly #layout: Layout['return']
  #columns: ReturnColumns | null
  #line = 0
  #stated: { line: number; count: number | null; totalFen: Fen | null } | null = null

  constructor(layout: Layout['return'], file: string) {
    this.#layout = layout
    this.problems = new ReturnProblems(file)
    this.#columns = layout.header ? null : columnsByPosition(layout)
  }

  /** The row in this line; null for headings, the header, the total, an empty line, and one with a problem. */
  read(text: string): ReturnRow | null {
    this.#line++
    if (text.trim() === '') return null
    if (CONTROL.test(text)) return this.#problem('returns.control-character', '这一行含有控制字符。')
    const cells = splitSeparated(text, this.#layout.separator, this.#layout.quote)
    if (!cells) return this.#problem('returns.row-shape', '这一行的引号没有配对。')
    if (this.#line <= HEADER_WITHIN_LINES && this.rows === 0 && looksLikeHeader(this.#layout, cells)) {
      return this.#header(cells)
    }
    if (!this.#columns) return null
    if (this.#isTotal(cells)) return this.#total(cells)
    return this.#row(this.#columns, cells)
  }

  /** Call after the last line: the total line must agree with the rows. */
  end(): void {
    if (!this.#columns) this.#problem('returns.header', '没有找到表头行。', null)
    else if (this.rows === 0 && this.problems.count === 0) this.#problem('returns.empty', '文件里没有一笔款。', null)
    this.#compareTotal()
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
    if (this.#stated) return this.#problem('returns.after-total', '合计行之后还有数据。')
    if (cells.length !== width) {
      return this.#problem('returns.row-shape', `这一行有 ${cells.length} 栏,应有 ${width} 栏。`)
    }
    const cell = (field: ReturnField) => cells[at[field] ?? -1]?.trim() ?? ''
    const paymentNo = cell('paymentNo')
    const amountFen = parseYuan(cell('amount'))
    const outcome = this.#outcome(cell('result'))
    if (amountFen === null) this.#unreadable(cell('amount'))
    else this.totalFen += amountFen
    if (!isPaymentNumber(paymentNo)) {
      const message = `支付编号「${paymentNo}」的位数或校验位不对。`
      return this.#problem('returns.check-digit', message, this.#name('paymentNo'))
    }
    if (amountFen === null || outcome === null) return null
    const reason = outcome === 'failed' ? cell('reason') || NO_REASON : null
    return { line: this.#line, paymentNo, account: cell('account'), amountFen, outcome, reason }
  }

  #unreadable(text: string): void {
    this.#problem('returns.amount-unreadable', `金额「${text}」读不出来。`, this.#name('amount'))
  }

  #outcome(word: string): ReturnRow['outcome'] | null {
    const { success, failure } = this.#layout
    if (success.includes(word)) return 'paid'
    if (failure.includes(word)) return 'failed'
    const message = `结果「${word}」不在约定的词里(成功:${success.join('、')};失败:${failure.join('、')})。`
    return this.#problem('returns.unknown-result', message, this.#name('result'))
  }

  #isTotal(cells: readonly string[]): boolean {
    const first = cells.find((cell) => cell.trim() !== '')?.trim() ?? ''
    return this.#layout.total !== undefined && first.startsWith(this.#layout.total)
  }

  #total(cells: readonly string[]): null {
    if (this.#stated) return this.#problem('returns.after-total', '合计行出现了两次。')
    const stated = readStatedTotal(cells, this.#columns!.at.amount!, this.#layout.total!)
    if (stated === 'unreadable')
      this.#problem('returns.total-unreadable', '合计行的金额读不出来。', this.#name('amount'))
    this.#stated = { line: this.#line, ...(stated === 'unreadable' ? { count: null, totalFen: null } : stated) }
    return null
  }

  #compareTotal(): void {
    if (!this.#stated) return
    const { line, count, totalFen } = this.#stated
    if (count !== null && count !== this.rows) {
      this.problems.add('returns.count-differs', `合计行写明 ${count} 笔,实有 ${this.rows} 笔。`, { line })
    }
    if (totalFen !== null && totalFen !== this.totalFen) {
      const message = `合计行写明 ${formatYuan(totalFen)} 元,各行之和是 ${formatYuan(this.totalFen)} 元。`
      this.problems.add('returns.total-differs', message, { line, column: this.#name('amount') })
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
