/** What a column of a written sheet holds: text (also every number that is a name), yuan, or how many. */
export type ColumnKind = 'text' | 'money' | 'count'

export interface SheetColumn {
  readonly title: string
  readonly kind: ColumnKind
}

export type Rows = readonly (readonly string[])[]

/** A table to be written as a sheet. Cells are text: yuan as `1346.00`, counts as `12`. */
export interface TableSheet {
  readonly name: string
  /** Lines above the header, such as a title and who is paid. */
  readonly heading?: Rows
  readonly columns: readonly SheetColumn[]
  /** Rows in batches, as they come. */
  readonly rows: AsyncIterable<Rows> | Iterable<Rows>
  /** The rows below the table; asked for when its rows have come. */
  readonly totals?: () => Rows
}

/** Bars of one or more series over the same categories, beside the figures that they are drawn from. */
export interface BarChart {
  readonly title: string
  /** What the categories are, e.g. 乡镇. */
  readonly over: string
  readonly categories: readonly string[]
  /** Values are decimals, yuan as `1346.00`; one for each category. */
  readonly series: readonly { readonly name: string; readonly values: readonly string[] }[]
}

/** A sheet of pictures. */
export interface ChartSheet {
  readonly name: string
  readonly charts: readonly BarChart[]
}

export type SheetToWrite = TableSheet | ChartSheet
