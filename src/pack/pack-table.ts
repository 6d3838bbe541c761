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
  sql(run: PackedRun): string
}

/** SQL for an instant as the country's clock shows it: `2026-08-01 00:30:00`; empty where there is none. */
export function timeSql(column: string): string {
  return `coalesce(to_char(${column} AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD HH24:MI:SS'), '')`
}

/** SQL for a code in the words that people use for it; a code without a word stays as it is. */
export function wordsSql(column: string, words: Readonly<Record<string, string>>): string {
  const cases = Object.entries(words).map(([code, word]) => `WHEN '${code}' THEN '${word}'`)
  return `CASE ${column} ${cases.join(' ')} ELSE ${column} END`
}
