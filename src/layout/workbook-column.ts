import type { SheetColumn } from '../workbook/table-sheet.ts'
import type { LayoutColumn } from './layout.ts'

/** A column's cells are numbers where a person would add them up: whole yuan and fen, persons, the sequence. */
export function sheetColumn({ name, field, unit, sign, width }: LayoutColumn): SheetColumn {
  const plain = width === undefined && sign === 'none' && unit === 'yuan'
  if ((field === 'amount' || field === 'standard') && plain) return { title: name, kind: 'money' }
  return { title: name, kind: (field === 'sequence' || field === 'persons') && plain ? 'count' : 'text' }
}
