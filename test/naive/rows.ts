/** A row as a CSV file has it: Chinese column names, an absent key is an empty cell. */
export type CsvRow = Readonly<Record<string, string>>

/** A row with the number of the import that brought it; later imports have greater numbers. */
export interface Imported {
  readonly no: number
  readonly row: CsvRow
}

/** One policy document as its YAML says. */
export interface NaiveDocument {
  readonly document: string
  readonly issued: string
  readonly area: string
  readonly articles: Readonly<Record<string, string>>
  readonly sets: readonly NaiveSet[]
}

export interface NaiveSet {
  readonly parameter: string
  readonly article: string
  readonly from: string
  readonly until?: string
  readonly value: unknown
}

/** A small made-up county: what was imported, and the documents that bind it. */
export interface NaiveCounty {
  readonly firstMonth: string
  readonly documents: readonly NaiveDocument[]
  readonly households: readonly Imported[]
  readonly members: readonly Imported[]
  readonly incomes: readonly Imported[]
  readonly enrolments: readonly Imported[]
  readonly indices: readonly Imported[]
}

export const ROW_KINDS = ['households', 'members', 'incomes', 'enrolments', 'indices'] as const

/** A cell's text; empty where the row does not have the column. */
export function cell(row: CsvRow, column: string): string {
  return row[column] ?? ''
}

/** The month `count` months later. */
export function later(month: string, count: number): string {
  const index = indexOf(month) + count
  return `${Math.floor(index / 12)}-${String((index % 12) + 1).padStart(2, '0')}`
}

/** Months from `from` to `to`. */
export function monthsFrom(from: string, to: string): number {
  return indexOf(to) - indexOf(from)
}

function indexOf(month: string): number {
  const [year, number] = month.split('-')
  return Number(year) * 12 + Number(number) - 1
}
