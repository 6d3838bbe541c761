import type { TextDecoder } from 'node:util'
import { type Fen, parseYuan } from '../kernel/money.ts'
import type { Problem } from '../kernel/problem.ts'
import type { Layout, PaymentField } from './layout.ts'
import { splitFixed, splitSeparated } from './line-cells.ts'
import { LineSplitter } from './line-splitter.ts'
import { readRecord } from './record-template.ts'
import { textDecoder } from './text-encoding.ts'

/** One payment as read from a file: the texts of the layout's columns, and its amount. */
export interface DecodedPayment {
  readonly line: number
  readonly texts: readonly string[]
  readonly amountFen: Fen
}

/** Reads a payment file line by line with the layout that wrote it; problems are collected, codes `passbook.*`. */
export class PaymentFileReader {
  readonly problems: Problem[] = []
  count = 0
  totalFen: Fen = 0n
  readonly #layout: Layout
  readonly #take: (payment: DecodedPayment) => void
  readonly #decoder: TextDecoder
  readonly #splitter = new LineSplitter()
  readonly #amountAt: number
  /** The last lines seen: as many as the layout closes with, since only the end of the file says which they are. */
  readonly #waiting: string[] = []
  readonly #stated: { line: number; count?: number; totalFen?: Fen }[] = []
  #line = 0

  constructor(layout: Layout, take: (payment: DecodedPayment) => void) {
    this.#layout = layout
    this.#take = take
    this.#decoder = textDecoder(layout.encoding)
    this.#amountAt = layout.columns.findIndex(({ field }) => field === 'amount' || field === 'amountFen')
  }

  push(bytes: Uint8Array): void {
    for (const line of this.#splitter.push(this.#decoder.decode(bytes, { stream: true }))) this.#hold(line)
  }

  end(): void {
    for (const line of this.#splitter.push(this.#decoder.decode())) this.#hold(line)
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
    const names = this.#split(line)
    const fits = names?.every((name, i) => name === this.#layout.columns[i]?.name)
    if (!fits) this.#problem('passbook.header', '表头与版式不符。')
  }

  #record(cells: Layout['opening'][number], line: string): void {
    const stated = readRecord(this.#layout, cells, line)
    if (stated) this.#stated.push({ line: this.#line, ...stated })
    else this.#problem('passbook.record', '标题或合计记录与版式不符。')
  }

  #payment(line: string): void {
    const texts = this.#split(line)
    const amountFen = texts?.length === this.#layout.columns.length ? this.#amountOf(texts) : null
    if (!texts || amountFen === null) {
      this.#problem('passbook.row', '这一行的栏数、长度或金额与版式不符。')
      return
    }
    this.count++
    this.totalFen += amountFen
    this.#take({ line: this.#line, texts, amountFen })
  }

  #amountOf(texts: readonly string[]): Fen | null {
    const text = texts[this.#amountAt]!
    return this.#layout.columns[this.#amountAt]!.field === 'amount' ? parseYuan(text) : readFen(text)
  }

  #split(line: string): string[] | null {
    const { form, encoding, columns, separator, quote } = this.#layout
    return form === 'fixed' ? splitFixed(encoding, columns, line) : splitSeparated(line, separator!, quote)
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

function readFen(text: string): Fen | null {
  return /^\d+$/.test(text) ? BigInt(text) : null
}

/** A whole small file at once: its payments by field, count and total, and what does not fit the layout. */
export function decode(
  layout: Layout,
  bytes: Uint8Array,
): { payments: Partial<Record<PaymentField, string>>[]; count: number; totalFen: Fen; problems: Problem[] } {
  const payments: Partial<Record<PaymentField, string>>[] = []
  const reader = new PaymentFileReader(layout, ({ texts }) => {
    payments.push(Object.fromEntries(layout.columns.map(({ field }, i) => [field, texts[i]!])))
  })
  reader.push(bytes)
  reader.end()
  return { payments, count: reader.count, totalFen: reader.totalFen, problems: reader.problems }
}
