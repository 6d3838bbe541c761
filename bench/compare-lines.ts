import type pg from 'pg'
import { LINE_COLUMNS } from './same-lines.sql.ts'

export interface LineDifferences {
  /** Lines of one side that the other lacks, counted on both sides. */
  readonly count: number
  /** A few of them, for a person to look at. */
  readonly examples: readonly string[]
}

const SHOWN = 6

/** Compares two tables of lines, every column that a hand-written statement gives and every row, in both directions. */
export async function differencesBetween(
  client: pg.ClientBase,
  ours: string,
  theirs: string,
): Promise<LineDifferences> {
  const all = (table: string) => `SELECT ${LINE_COLUMNS} FROM ${table}`
  const { rows } = await client.query(`
    SELECT count(*) OVER ()::int AS count, side || ' ' || line AS example FROM (
      SELECT 'rules' AS side, (a)::text AS line FROM (${all(ours)} EXCEPT ALL ${all(theirs)}) a
      UNION ALL
      SELECT 'sql', (b)::text FROM (${all(theirs)} EXCEPT ALL ${all(ours)}) b) different
    ORDER BY line LIMIT ${SHOWN}`)
  return { count: rows[0]?.count ?? 0, examples: rows.map(({ example }) => example as string) }
}
