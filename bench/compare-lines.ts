import type pg from 'pg'

export interface LineDifferences {
  /** Lines of one side that the other lacks, counted on both sides. */
  readonly count: number
  /** A few of them, for a person to look at. */
  readonly examples: readonly string[]
}

const SHOWN = 6

/** Compares two tables of lines, every column and every row, in both directions. */
export async function differencesBetween(
  client: pg.ClientBase,
  ours: string,
  theirs: string,
): Promise<LineDifferences> {
  const { rows } = await client.query(`
    SELECT count(*) OVER ()::int AS count, side || ' ' || line AS example FROM (
      SELECT 'rules' AS side, (a)::text AS line FROM (SELECT * FROM ${ours} EXCEPT ALL SELECT * FROM ${theirs}) a
      UNION ALL
      SELECT 'sql', (b)::text FROM (SELECT * FROM ${theirs} EXCEPT ALL SELECT * FROM ${ours}) b) different
    ORDER BY line LIMIT ${SHOWN}`)
  return { count: rows[0]?.count ?? 0, examples: rows.map(({ example }) => example as string) }
}
