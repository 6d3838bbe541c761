import { WorkbookWriter } from '../workbook/workbook-writer.ts'
import { columnTexts, overLimit } from './column-text.ts'
import type { FilePayment } from './file-payment.ts'
import type { FileForm, FileWriter, UncarriedPayment } from './form.ts'
import type { Layout, LayoutColumn, PaymentField } from './layout.ts'
import type { Uncarried } from './line-cells.ts'
import { type FileFacts, fillRecordText } from './record-text.ts'
import { uncarriedCharacter } from './text-encoding.ts'
import { sheetColumn } from './workbook-column.ts'
import { WorkbookReader } from './workbook-reader.ts'

/** Workbooks of one sheet: heading rows, the header, a row for each payment, the closing rows. */
export const WORKBOOK_FORM: FileForm = {
  write(layout, facts) {
    const texts = [...layout.opening, ...layout.closing].flat().map(({ text }) => fillRecordText(text, facts))
    const uncarried = texts.map(uncarriedBy).find((cause) => cause !== null)
    return uncarried ? { headingUncarried: uncarried } : new WorkbookFileWriter(layout, facts)
  },
  read: (layout, take) => new WorkbookReader(layout, take),
}

class WorkbookFileWriter implements FileWriter {
  readonly #layout: Layout
  readonly #facts: FileFacts
  readonly #texts: ReturnType<typeof columnTexts>
  readonly #workbook = new WorkbookWriter()
  #sequence = 0

  constructor(layout: Layout, facts: FileFacts) {
    this.#layout = layout
    this.#facts = facts
    this.#texts = columnTexts(layout, facts)
    const columns = layout.columns.map(sheetColumn)
    const heading = this.#records(layout.opening)
    this.#workbook.openTable({ name: '发放清册', heading, columns }, layout.columns.map(widthOf))
  }

  add(payment: FilePayment): readonly string[] | UncarriedPayment {
    const { columns } = this.#layout
    const limit = overLimit(this.#layout, payment)
    const amount = columns.find(({ field }) => field === 'amount' || field === 'amountFen')!
    if (limit) return { paymentNo: payment.paymentNo, column: amount.name, cause: limit }
    const texts = this.#texts.map((text) => text(payment, this.#sequence + 1))
    for (const [i, text] of texts.entries()) {
      const cause = uncarriedBy(text)
      if (cause) return { paymentNo: payment.paymentNo, column: columns[i]!.name, cause }
    }
    this.#sequence++
    this.#workbook.row(texts)
    return texts
  }

  take(): Uint8Array {
    return Buffer.concat(this.#workbook.take())
  }

  end(): Uint8Array {
    this.#workbook.closeTable(this.#records(this.#layout.closing))
    this.#workbook.finish()
    return this.take()
  }

  #records(records: Layout['opening']): string[][] {
    return records.map((cells) => cells.map(({ text }) => fillRecordText(text, this.#facts)))
  }
}

/** A cell holds every character but control characters and halves of one. */
function uncarriedBy(text: string): Uncarried | null {
  const character = uncarriedCharacter('utf-8', text)
  return character === null ? null : { why: 'character', character }
}

/** In characters; nothing is measured, so that the first byte of a file can be written before the last payment is known. */
const WIDTHS: Partial<Record<PaymentField, number>> = {
  ...{ sequence: 8, township: 13, village: 15, holder: 14, idNumber: 21, bank: 22, account: 25, item: 22 },
  ...{ months: 19, fromMonth: 10, toMonth: 10, persons: 7, standard: 12, amount: 14, amountFen: 14 },
  ...{ paymentNo: 25, remark: 22, constant: 14 },
}

function widthOf({ field }: LayoutColumn): number {
  return WIDTHS[field] ?? 14
}
