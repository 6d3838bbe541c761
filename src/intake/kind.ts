import type { Cells } from './cells.ts'
import type { Column } from './column.ts'

/** A value of a checked row: money in fen, personal numbers in clear (they are sealed before they are stored). */
type RowValue = string | number | bigint | boolean | null

/** A checked row under the names of the registry's columns. */
export type CheckedRow = Readonly<Record<string, RowValue>>

/** One kind of input file: its closed list of columns, and the check of one row. */
export interface IntakeKind {
  readonly code: string
  /** What operators call it. */
  readonly name: string
  readonly columns: readonly Column[]
  /** Reads one row. Whatever is wrong is reported through `cells`; the row counts only when nothing was. */
  check(cells: Cells): CheckedRow
}
