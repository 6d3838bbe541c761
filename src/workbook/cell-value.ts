import type { Day } from '../kernel/month.ts'

/** What one cell holds. An empty cell is not told of at all. */
export type CellValue =
  | { readonly kind: 'text'; readonly text: string }
  /** `decimal` is exact; `percent` when the cell shows it a hundredfold with a percent sign. */
  | { readonly kind: 'number'; readonly decimal: string; readonly percent: boolean }
  /** `day` is null for what shows as a date or time and is no whole day of the calendar. */
  | { readonly kind: 'date'; readonly day: Day | null; readonly shows: 'day' | 'month'; readonly serial: string }
  | { readonly kind: 'boolean'; readonly value: boolean }
  | { readonly kind: 'error'; readonly text: string }
  | { readonly kind: 'formula' }
  /** Its number format shows nothing. */
  | { readonly kind: 'hidden' }

/** One row of a sheet as it stands there. */
export interface SheetRow {
  /** From 1, as spreadsheets count. */
  readonly row: number
  readonly hidden: boolean
  /** Columns from 0, ascending, and only those that hold something. */
  readonly cells: readonly SheetCell[]
}

export interface SheetCell {
  readonly column: number
  readonly value: CellValue
}
