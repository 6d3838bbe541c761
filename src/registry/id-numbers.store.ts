import type pg from 'pg'
import { type Cipher, personIdentity } from '../db/cipher.ts'
import { rowsOf, sql } from '../db/statement.ts'

/** The ID numbers of these persons of the county, in clear. */
export async function idNumbers(
  client: pg.ClientBase,
  cipher: Cipher,
  county: string,
  persons: readonly number[],
): Promise<Map<number, string>> {
  const sealed = sql<{ person_no: string; id_hash: Buffer; id_sealed: Buffer }>`
    SELECT person_no, id_hash, id_sealed FROM person WHERE county = ${county} AND person_no = ANY(${persons})`
  const rows = await rowsOf(client, sealed)
  return new Map(rows.map((row) => [Number(row.person_no), cipher.open(row.id_sealed, personIdentity(row.id_hash))]))
}
