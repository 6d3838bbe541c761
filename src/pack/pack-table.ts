import type { Statement } from '../db/statement.ts'
import type { PackedRun } from './packed-run.ts'

/**
 * How a column's stored value is told. `id` and `account` take two columns of the query, the keyed hash and the sealed
 * number; every other kind takes one.
 */
export type CellKind = 'text' | 'whole' | 'area' | 'fen' | 'programme' | 'id' | 'account'

/** One CSV file of the pack: what it holds, its columns, and the query whose columns stand in the same order. */
export interface PackTable {
  /** Path inside the pack. */
  readonly file: string
  /** One Chinese sentence for who opens the pack. */
  readonly says: string
  readonly columns: readonly (readonly [title: string, kind: CellKind])[]
  rows(run: PackedRun): Statement
}
