import { carryOut, rowsOf, sql } from '../db/statement.ts'
import type { Tx } from '../db/transaction.ts'
import type { SealedColumn } from './keys-use.store.ts'

/** A sealed number by its primary key, every column of it as text. */
export interface SealedRow {
  readonly key: readonly string[]
  readonly hash: Buffer
  readonly sealed: Buffer
}

/** The next rows in the order of their key that another key sealed, locked: two of these jobs do not do the same. */
export async function sealedRows(
  { client }: Tx,
  sealWith: number,
  { table, column, hash, key }: SealedColumn,
  { after, size }: { readonly after: readonly string[] | null; readonly size: number },
): Promise<SealedRow[]> {
  const columns = sql.join(key.map((name) => sql.id(name)))
  const from = after ? sql`(${columns}) > (${sql.join([...after])}) AND` : sql``
  return await rowsOf(
    client,
    sql<SealedRow>`
      SELECT ARRAY[${sql.join(key.map((name) => sql`${sql.id(name)}::text`))}] AS key, ${sql.id(hash)} AS hash,
        ${sql.id(column)} AS sealed
      FROM ${sql.id(table)} WHERE ${from} get_byte(${sql.id(column)}, 1) <> ${sealWith}
      ORDER BY ${columns} LIMIT ${size} FOR NO KEY UPDATE`,
  )
}

const CASTS: Readonly<Record<string, string>> = {
  person_no: '::bigint',
  known: '::bigint',
  run_id: '::bigint',
  record_no: '::integer',
}

/** Writes numbers sealed anew over the rows that held them; how many were written. */
export async function writeSealed(
  { client }: Tx,
  { table, column, key }: SealedColumn,
  rows: readonly SealedRow[],
  sealed: readonly Buffer[],
): Promise<number> {
  const given = sql.join([
    ...key.map((_, i) => sql`${rows.map((row) => row.key[i]!)}::text[]`),
    sql`${sealed}::bytea[]`,
  ])
  const names = sql.join([...key.map((name) => sql.id(`k_${name}`)), sql.id('anew')])
  const same = key.map((name) => sql`${sql.id(table, name)} = ${sql.id('n', `k_${name}`)}${sql.raw(CASTS[name] ?? '')}`)
  return await carryOut(
    client,
    sql`
      UPDATE ${sql.id(table)} SET ${sql.id(column)} = n.anew FROM (SELECT * FROM unnest(${given}) AS u(${names})) n
      WHERE ${sql.join(same, sql` AND `)}`,
  )
}
