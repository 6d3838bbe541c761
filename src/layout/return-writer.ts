import type { Fen } from '../kernel/money.ts'
import { writeAmount } from './amount-form.ts'
import { FAILURE_REASONS, type FailureReason } from './failure-reason.ts'
import type { Layout, ReturnColumn, ReturnLayout } from './layout.ts'
import { joinCells, type LineForm, writeCell } from './line-cells.ts'
import { writeRecords } from './record-line.ts'
import type { FileFacts } from './record-text.ts'
import { encodeText } from './text-encoding.ts'

/** What a bank answers about one payment; `failed` is null when it paid. */
export interface Answer {
  readonly paymentNo: string
  readonly account: string
  readonly holder: string
  readonly amountFen: Fen
  readonly failed: FailureReason | null
}

/** A return as a bank would write it by this layout: for samples and made-up banks. Throws when a text does not fit. */
export function writeReturn(
  layout: Layout,
  facts: Omit<FileFacts, 'count' | 'totalFen'>,
  answers: readonly Answer[],
): Buffer {
  const { return: answer } = layout
  const form: LineForm = { ...answer, encoding: returnEncoding(layout) }
  const totalFen = answers.reduce((sum, { amountFen }) => sum + amountFen, 0n)
  const whole = { ...facts, count: answers.length, totalFen }
  const row = (text: (column: ReturnColumn) => string) =>
    joinCells(
      form,
      answer.columns.map((column) => cellOf(form, column, text(column))),
    )
  const lines = [
    ...recordsOf(form, answer.opening, whole),
    ...(answer.header ? [row(({ name }) => name)] : []),
    ...answers.map((one) => row((column) => answerText(answer, column, one))),
    ...(answer.header && answer.total !== undefined ? [row((column) => totalText(answer, column, whole))] : []),
    ...recordsOf(form, answer.closing, whole),
  ]
  return encodeText(form.encoding, lines.map((line) => `${line}\r\n`).join(''))
}

function returnEncoding(layout: Layout): 'utf-8' | 'gb18030' {
  const same = layout.encoding.startsWith('utf-8') ? 'utf-8' : 'gb18030'
  return layout.return.encodings.includes(same) ? same : layout.return.encodings[0]!
}

function recordsOf(form: LineForm, records: ReturnLayout['opening'], facts: FileFacts): string[] {
  const lines = writeRecords(form, records, facts)
  if (!Array.isArray(lines)) throw new TypeError(`a record of the return does not fit: ${lines.why}`)
  return lines
}

function cellOf(form: LineForm, column: ReturnColumn, text: string): string {
  const cell = writeCell(form, column, text)
  if (typeof cell !== 'string') throw new TypeError(`「${column.name}」 of the return does not fit: ${cell.why}`)
  return cell
}

function answerText({ success, failure, reasons }: ReturnLayout, column: ReturnColumn, answer: Answer): string {
  const { field } = column
  if (field === 'amount' || field === 'amountFen') return writeAmount(column, answer.amountFen)
  if (field === 'result') return answer.failed === null ? success[0]! : failure[0]!
  if (field === 'reason') return answer.failed === null ? '' : reasonWord(reasons, answer.failed)
  return field === 'ignored' ? (column.text ?? '') : answer[field]
}

function reasonWord(reasons: ReturnLayout['reasons'], reason: FailureReason): string {
  const word = Object.keys(reasons).find((one) => reasons[one] === reason)
  return word ?? FAILURE_REASONS[reason]
}

function totalText(answer: ReturnLayout, column: ReturnColumn, { count, totalFen }: FileFacts): string {
  if (column.field === 'paymentNo') return answer.total!
  if (column.field === 'account') return `${count}笔`
  return column.field === 'amount' || column.field === 'amountFen' ? writeAmount(column, totalFen) : ''
}
