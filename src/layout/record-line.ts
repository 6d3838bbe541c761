import { type CellShape, joinCells, type LineForm, splitCells, type Uncarried, writeCell } from './line-cells.ts'
import { type FileFacts, fillRecordText, readRecordText, type Stated } from './record-text.ts'

/** A cell of a heading, header, trailer or total record. */
type RecordCell = CellShape & { readonly text: string }

/** One heading, header, trailer or total record as a line, or what of it the layout cannot carry. */
function writeRecord(form: LineForm, cells: readonly RecordCell[], facts: FileFacts): string | Uncarried {
  const written: string[] = []
  for (const cell of cells) {
    const text = writeCell(form, cell, fillRecordText(cell.text, facts))
    if (typeof text !== 'string') return text
    written.push(text)
  }
  return joinCells(form, written)
}

/** Several records as lines; the first thing that the layout cannot carry stops it. */
export function writeRecords(
  form: LineForm,
  records: readonly (readonly RecordCell[])[],
  facts: FileFacts,
): string[] | Uncarried {
  const lines: string[] = []
  for (const cells of records) {
    const line = writeRecord(form, cells, facts)
    if (typeof line !== 'string') return line
    lines.push(line)
  }
  return lines
}

/** Count and total that a record states; null when the line is not this record. */
export function readRecord(form: LineForm, cells: readonly RecordCell[], line: string): Stated | null {
  const texts = splitCells(form, cells, line)
  if (!texts || texts.length !== cells.length) return null
  const stated: Stated = {}
  for (let i = 0; i < cells.length; i++) {
    if (!readRecordText(cells[i]!.text, texts[i]!, stated)) return null
  }
  return stated
}
