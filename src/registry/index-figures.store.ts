import type { Kysely } from 'kysely'
import { sql } from 'kysely'
import type { Schema } from '../db/schema.ts'
import type { IndexName } from '../policy/parameters.ts'
import type { IndexFigure } from '../rules/price-subsidy/index-book.ts'

/** Every published figure that was known at this number of index imports; of a revised one only the latest. */
export async function readIndexFigures(db: Kysely<Schema>, known: number): Promise<IndexFigure[]> {
  const { rows } = await sql<Row>`
    SELECT DISTINCT ON (area, month, index) area, month, index, rise::text AS rise, published_on, known
    FROM index_fact WHERE known <= ${known} ORDER BY area, month, index, known DESC`.execute(db)
  return rows.map(({ published_on: publishedOn, known: number, ...rest }) => ({
    ...rest,
    publishedOn,
    known: Number(number),
  }))
}

interface Row {
  readonly area: string
  readonly month: string
  readonly index: IndexName
  readonly rise: string
  readonly published_on: string
  readonly known: string
}
