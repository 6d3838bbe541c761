import { FIELD_TEXT, type FilePayment } from './file-payment.ts'
import type { Layout } from './layout.ts'
import { joinCells, type Uncarried, writeCell } from './line-cells.ts'
import { type FileFacts, writeRecord } from './record-template.ts'
import { bomOf, encodeText } from './text-encoding.ts'

/** A payment that the layout cannot carry: which column, and why. */
export interface UncarriedPayment {
  readonly paymentNo: string
  readonly column: string
  readonly cause: Uncarried
}

export interface EncodedLine {
  /** The line without its end. */
  readonly text: string
  /** The texts of its columns, as they must come back. */
  readonly texts: readonly string[]
}

/** One payment as a line of the file, or what of it the layout cannot carry. */
export function encodePayment(layout: Layout, payment: FilePayment, sequence: number): EncodedLine | UncarriedPayment {
  const texts: string[] = []
  const cells: string[] = []
  for (const column of layout.columns) {
    const text = FIELD_TEXT[column.field](payment, sequence)
    const cell = writeCell(layout, column, text)
    if (typeof cell !== 'string') return { paymentNo: payment.paymentNo, column: column.name, cause: cell }
    texts.push(text)
    cells.push(cell)
  }
  return { text: joinCells(layout, cells), texts }
}

/** Heading lines and the column header, without line ends. */
export function openingLines(layout: Layout, facts: FileFacts): string[] | Uncarried {
  const lines = recordLines(layout, layout.opening, facts)
  if (!Array.isArray(lines) || !layout.header) return lines
  const header = layout.columns.map((column) => writeCell(layout, column, column.name))
  const bad = header.find((cell) => typeof cell !== 'string')
  return bad && typeof bad !== 'string' ? bad : [...lines, joinCells(layout, header as string[])]
}

/** Trailer or total lines, without line ends. */
export function closingLines(layout: Layout, facts: FileFacts): string[] | Uncarried {
  return recordLines(layout, layout.closing, facts)
}

function recordLines(layout: Layout, records: Layout['opening'], facts: FileFacts): string[] | Uncarried {
  const lines: string[] = []
  for (const cells of records) {
    const line = writeRecord(layout, cells, facts)
    if (typeof line !== 'string') return line
    lines.push(line)
  }
  return lines
}

export function lineEnd(layout: Layout): string {
  return layout['line-end'] === 'crlf' ? '\r\n' : '\n'
}

/** A whole small file at once: its bytes, and the payments that it cannot carry and leaves out. */
export function encode(
  layout: Layout,
  facts: Omit<FileFacts, 'count' | 'totalFen'>,
  payments: readonly FilePayment[],
): { bytes: Buffer; held: UncarriedPayment[] } {
  const lines: string[] = []
  const held: UncarriedPayment[] = []
  let totalFen = 0n
  for (const payment of payments) {
    const line = encodePayment(layout, payment, lines.length + 1)
    if ('cause' in line) {
      held.push(line)
      continue
    }
    lines.push(line.text)
    totalFen += payment.amountFen
  }
  const whole = { ...facts, count: lines.length, totalFen }
  const opening = openingLines(layout, whole)
  const closing = closingLines(layout, whole)
  if (!Array.isArray(opening) || !Array.isArray(closing)) throw new TypeError('heading not carried by its encoding')
  const text = [...opening, ...lines, ...closing].map((line) => line + lineEnd(layout)).join('')
  return { bytes: Buffer.concat([bomOf(layout.encoding), encodeText(layout.encoding, text)]), held }
}
