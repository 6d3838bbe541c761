import type { Kysely } from 'kysely'
import type pg from 'pg'
import type { Schema } from '../db/schema.ts'
import { rowsOf, sql } from '../db/statement.ts'
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

/** A figure that became known in a span of index imports: where and for which month it counts, and what to say of it. */
export interface ChangedFigure {
  readonly area: string
  readonly from: string
  readonly until: string
  readonly name: string
  readonly on: string
  readonly reason: string
}

/** The figures that were published, or published anew, after one index import and up to another. */
export async function changedFigures(client: pg.ClientBase, after: number, upTo: number): Promise<ChangedFigure[]> {
  if (upTo <= after) return []
  const changed = sql<Pick<Row, 'area' | 'month' | 'index' | 'published_on'>>`
    SELECT DISTINCT area, month, index, published_on FROM index_fact WHERE known > ${after} AND known <= ${upTo}
    ORDER BY 1, 2, 3, 4`
  return (await rowsOf(client, changed)).map(({ area, month, index, published_on: on }) => ({
    area,
    from: month,
    until: month,
    name: index,
    on,
    reason: `${on}公布的${month}指数`,
  }))
}
