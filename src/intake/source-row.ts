import type { CellProblem } from './cell-problem.ts'

/** One row of an input file, whatever its form: its cells as text, in the order of the header. */
export interface SourceRow {
  /** Line of a CSV file on which the row starts, or row of a sheet; the first is 1. */
  readonly line: number
  readonly cells: readonly string[]
  /** Why the row cannot be read as a whole. */
  readonly fault?: RowFault
  /** Cells of a workbook that hold no text of the table: what is wrong with each, by position. */
  readonly unusable?: ReadonlyMap<number, CellProblem>
}

/**
 * The number of cells is not the header's, a quote stands inside a cell, the row is hidden in its sheet, or a cell
 * stands where the header has no column.
 */
export type RowFault = 'cell-count' | 'quote-inside' | 'hidden-row' | 'beyond-header'
