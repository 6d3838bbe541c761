/** A column of an input file. */
export interface Column {
  readonly name: string
  /** The header must have it. */
  readonly required: boolean
  /** A cell of a required column may still be empty. */
  readonly mayBeEmpty?: boolean
}

/** Columns of a kind: names with ★ are required, as the contract writes them. */
export function columns(...names: readonly string[]): Column[] {
  return names.map((name) =>
    name.startsWith('★') ? { name: name.slice(1), required: true } : { name, required: false },
  )
}
