import type { Fen } from '../kernel/money.ts'
import type { Problem } from '../kernel/problem.ts'
import { readAmount } from './amount-form.ts'
import type { DecodedPayment, FileReader } from './form.ts'
import type { Layout, LayoutColumn } from './layout.ts'
import { splitCells } from './line-cells.ts'
import { LineSplitter } from './line-splitter.ts'
import { readRecord } from './record-line.ts'
import type { Stated } from './record-text.ts'
import { piecesOf, StreamDecoder } from './text-encoding.ts'

/** Reads a payment file of lines with the layout that wrote it; problems are collected, codes `passbook.*`. */
export class TextReader implements FileReader {
  readonly problems: Problem[] = []
  count = 0
  totalFen: Fen = 0n
  readonly #layout: Layout
  readonly #take: (payment: DecodedPayment) => void
  readonly #decoder: StreamDecoder
  readonly #splitter = new LineSplitter()
  readonly #amountAt: number
  readonly #amount: LayoutColumn
  /** The last lines seen: as many as the layout closes with, since only the end of the file says which they are. */
  readonly #waiting: string[] = []
  readonly #stated: (Stated & { line: number })[] = []
  #line = 0

  constructor(layout: Layout, take: (payment: DecodedPayment) => void) {
    this.#layout = layout
    this.#take = take
    this.#decoder = new StreamDecoder(layout.encoding)
    this.#amountAt = layout.columns.findIndex(({ field }) => field === 'amount' || field === 'amountFen')
    this.#amount = layout.columns[this.#amountAt]!
  }

  push(bytes: Uint8Array): void {
    for (const piece of piecesOf(bytes)) {
      for (const line of this.#splitter.push(this.#decoder.push(piece))) this.#hold(line)
    }
  }

  end(): void {
    for (const line of this.#splitter.push(this.#decoder.end())) this.#hold(line)
    const rest = this.#splitter.end()
    if (rest !== null) this.#hold(rest)
    if (this.#waiting.length < this.#layout.closing.length)
      this.#problem('passbook.truncated', '文件不完整,缺少结尾的合计记录。')
    this.#waiting.forEach((line, i) => {
      this.#line++
      this.#record(this.#layout.closing[i]!, line)
    })
    this.#compareStated()
  }

  #hold(line: string): void {
    this.#waiting.push(line)
    if (this.#waiting.length > this.#layout.closing.length) this.#read(this.#waiting.shift()!)
  }

  #read(line: string): void {
    const { opening, header } = this.#layout
    const at = this.#line++
    if (at < opening.length) this.#record(opening[at]!, line)
    else if (header && at === opening.length) this.#header(line)
    else this.#payment(line)
  }

  #header(line: string): void {
    const shapes = this.#layout.columns.map((column) => ({ ...column, pad: ' ' }))
    const names = splitCells(this.#layout, shapes, line)
    const fits = names?.every((name, i) => name === this.#layout.columns[i]?.name)
    if (!fits) this.#problem('passbook.header', '表头与版式不符。')
  }

  #record(cells: Layout['opening'][number], line: string): void {
    const stated = readRecord(this.#layout, cells, line)
    if (stated) this.#stated.push({ line: this.#line, ...stated })
    else this.#problem('passbook.record', '标题或合计记录与版式不符。')
  }

  #payment(line: string): void {
    const texts = splitCells(this.#layout, this.#layout.columns, line)
    const fits = texts?.length === this.#layout.columns.length
    const amountFen = fits ? readAmount(this.#amount, texts[this.#amountAt]!) : null
    if (!texts || amountFen === null) {
      this.#problem('passbook.row', '这一行的栏数、长度或金额与版式不符。')
      return
    }
    this.count++
    this.totalFen += amountFen
    this.#take({ line: this.#line, texts, amountFen })
  }

  #compareStated(): void {
    for (const { line, count, totalFen } of this.#stated) {
      if (count !== undefined && count !== this.count)
        this.#problem('passbook.count', `记录写明 ${count} 笔,实有 ${this.count} 笔。`, line)
      if (totalFen !== undefined && totalFen !== this.totalFen)
        this.#problem('passbook.total', `记录写明的合计 ${totalFen} 分,与各笔之和 ${this.totalFen} 分不符。`, line)
    }
  }

  #problem(code: string, message: string, line = this.#line): void {
    const remedy = '文件已被改动或不完整,请勿发送,重新导出。'
    this.problems.push({ code, severity: 'error', line, message, remedy })
  }
}
