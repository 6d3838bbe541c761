/** What a cell's problem says beside its place. */
export interface CellProblem {
  /** The part of the code after the kind. */
  readonly what: string
  readonly message: string
  readonly remedy: string
  readonly severity?: 'error' | 'warning'
  /** The masked value, where the cell holds a personal number. */
  readonly shown?: string
}
