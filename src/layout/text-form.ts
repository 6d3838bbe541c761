import { columnTexts, overLimit } from './column-text.ts'
import type { FilePayment } from './file-payment.ts'
import type { FileForm, FileWriter, UncarriedPayment } from './form.ts'
import type { Layout } from './layout.ts'
import { joinCells, type Uncarried, writeCell } from './line-cells.ts'
import { writeRecords } from './record-line.ts'
import type { FileFacts } from './record-text.ts'
import { bomOf, encodeText } from './text-encoding.ts'
import { TextReader } from './text-reader.ts'

/** Files of lines: separated or of fixed width. */
export const TEXT_FORM: FileForm = {
  write(layout, facts) {
    const opening = openingLines(layout, facts)
    const closing = writeRecords(layout, layout.closing, facts)
    if (!Array.isArray(opening)) return { headingUncarried: opening }
    if (!Array.isArray(closing)) return { headingUncarried: closing }
    return new TextWriter(layout, facts, opening, closing)
  },
  read: (layout, take) => new TextReader(layout, take),
}

/** Heading lines and the column header, without line ends. */
function openingLines(layout: Layout, facts: FileFacts): string[] | Uncarried {
  const lines = writeRecords(layout, layout.opening, facts)
  if (!Array.isArray(lines) || !layout.header) return lines
  const header = layout.columns.map((column) => writeCell(layout, { ...column, pad: ' ' }, column.name))
  const bad = header.find((cell) => typeof cell !== 'string')
  return bad && typeof bad !== 'string' ? bad : [...lines, joinCells(layout, header as string[])]
}

class TextWriter implements FileWriter {
  readonly #layout: Layout
  readonly #texts: ReturnType<typeof columnTexts>
  readonly #closing: readonly string[]
  readonly #end: string
  /** Of each column what stood in it last and its cell: bank, item and month are mostly those of the line before. */
  readonly #lastTexts: string[] = []
  readonly #lastCells: string[] = []
  #ready = ''
  #sequence = 0
  #begun = false

  constructor(layout: Layout, facts: FileFacts, opening: readonly string[], closing: readonly string[]) {
    this.#layout = layout
    this.#texts = columnTexts(layout, facts)
    this.#closing = closing
    this.#end = layout['line-end'] === 'crlf' ? '\r\n' : '\n'
    for (const line of opening) this.#line(line)
  }

  add(payment: FilePayment): readonly string[] | UncarriedPayment {
    const layout = this.#layout
    const limit = overLimit(layout, payment)
    if (limit) return { paymentNo: payment.paymentNo, column: amountColumn(layout), cause: limit }
    const texts = this.#texts.map((text) => text(payment, this.#sequence + 1))
    for (let i = 0; i < texts.length; i++) {
      if (texts[i] === this.#lastTexts[i]) continue
      const column = layout.columns[i]!
      const cell = writeCell(layout, column, texts[i]!)
      if (typeof cell !== 'string') return { paymentNo: payment.paymentNo, column: column.name, cause: cell }
      this.#lastTexts[i] = texts[i]!
      this.#lastCells[i] = cell
    }
    this.#sequence++
    this.#line(joinCells(layout, this.#lastCells))
    return texts
  }

  take(): Uint8Array {
    const bytes = encodeText(this.#layout.encoding, this.#ready)
    this.#ready = ''
    if (this.#begun) return bytes
    this.#begun = true
    return Buffer.concat([bomOf(this.#layout.encoding), bytes])
  }

  end(): Uint8Array {
    for (const line of this.#closing) this.#line(line)
    return this.take()
  }

  #line(line: string): void {
    this.#ready += line + this.#end
  }
}

function amountColumn({ columns }: Layout): string {
  return columns.find(({ field }) => field === 'amount' || field === 'amountFen')!.name
}
