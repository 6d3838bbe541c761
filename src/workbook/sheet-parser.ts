import { columnOf } from './cell-address.ts'
import type { SheetCell, SheetRow } from './cell-value.ts'
import { type CellContext, readCell, type WrittenCell } from './read-cell.ts'
import { RichText, unescaped } from './rich-text.ts'
import { UnreadableWorkbook } from './workbook-fault.ts'
import { type Attributes, isTrue, XmlReader } from './xml.ts'

const MOST_ROWS = 1_048_576
/** Kept of all merged ranges, for the list of what is wrong. */
const MOST_MERGES = 50

/** Columns from 0, both inclusive. */
export interface ColumnRange {
  readonly from: number
  readonly to: number
}

/** Reads one sheet piece by piece: rows in their order, hidden columns before them, merged ranges after them. */
export class SheetParser {
  readonly #part: string
  readonly #context: CellContext
  readonly #xml: XmlReader
  readonly #rich = new RichText()
  #rows: SheetRow[] = []
  #cells: SheetCell[] = []
  #row = 0
  #rowHidden = false
  #column = -1
  #inCell = false
  #type = 'n'
  #style = 0
  #formula = false
  #inValue = false
  #value = ''
  readonly hiddenColumns: ColumnRange[] = []
  readonly merged: string[] = []

  constructor(part: string, context: CellContext) {
    this.#part = part
    this.#context = context
    this.#xml = new XmlReader(part, {
      open: (name, attributes) => this.#open(name, attributes),
      close: (name) => this.#close(name),
      text: (text) => this.#text(text),
    })
  }

  /** The rows that these bytes complete, without those that hold nothing. */
  write(bytes: Uint8Array): SheetRow[] {
    this.#xml.write(bytes)
    const rows = this.#rows
    this.#rows = []
    return rows
  }

  end(): void {
    this.#xml.end()
  }

  #open(name: string, attributes: Attributes): void {
    if (this.#inCell) this.#openInCell(name, attributes)
    else if (name === 'c') this.#openCell(attributes)
    else if (name === 'row') this.#openRow(attributes)
    else if (name === 'col') this.#openColumn(attributes)
    else if (name === 'mergeCell' && this.merged.length < MOST_MERGES) this.merged.push(attributes.ref ?? '')
  }

  #openInCell(name: string, attributes: Attributes): void {
    if (name === 'v') this.#inValue = true
    else if (name === 'f') this.#formula = true
    else this.#rich.open(name, attributes)
  }

  #openCell({ r, t, s }: Attributes): void {
    const column = r === undefined ? this.#column + 1 : columnOf(r)
    if (column === null || column <= this.#column) this.#damaged(r)
    this.#column = column
    this.#inCell = true
    this.#type = t ?? 'n'
    this.#style = Number(s ?? 0)
    this.#formula = false
    this.#value = ''
    this.#rich.reset()
  }

  #openRow({ r, hidden, ht }: Attributes): void {
    const row = r === undefined ? this.#row + 1 : Number(r)
    if (!Number.isInteger(row) || row <= this.#row || row > MOST_ROWS) this.#damaged(r)
    this.#row = row
    this.#rowHidden = isTrue(hidden) || isZero(ht)
    this.#column = -1
  }

  #openColumn({ min, max, hidden, width }: Attributes): void {
    if (isTrue(hidden) || isZero(width)) this.hiddenColumns.push({ from: Number(min) - 1, to: Number(max) - 1 })
  }

  #text(text: string): void {
    if (!this.#inCell) return
    if (this.#inValue) this.#value += text
    else this.#rich.text(text)
  }

  #close(name: string): void {
    if (name === 'v') this.#inValue = false
    else if (name === 'c') this.#closeCell()
    else if (name === 'row') this.#closeRow()
    else this.#rich.close(name)
  }

  #closeCell(): void {
    this.#inCell = false
    const written: WrittenCell = {
      type: this.#type,
      style: this.#style,
      formula: this.#formula,
      value: this.#type === 'str' ? unescaped(this.#value) : this.#value,
      inline: this.#rich.take(),
    }
    const value = readCell(written, this.#context)
    if (value === 'damaged' || this.#rich.tooLong) this.#damaged()
    if (value) this.#cells.push({ column: this.#column, value })
  }

  #closeRow(): void {
    if (this.#cells.length === 0) return
    this.#rows.push({ row: this.#row, hidden: this.#rowHidden, cells: this.#cells })
    this.#cells = []
  }

  #damaged(at = ''): never {
    throw new UnreadableWorkbook('damaged', at ? `${this.#part} ${at}` : `${this.#part} 第${this.#row}行`)
  }
}

function isZero(size: string | undefined): boolean {
  return size !== undefined && Number(size) === 0
}
