import { accountIdentity, personIdentity } from '../db/cipher.ts'
import { type Asking, rowsOf, sql } from '../db/statement.ts'

/** A column of sealed numbers, and what each is sealed for. */
export interface SealedColumn {
  readonly table: string
  readonly column: string
  readonly hash: string
  /** The primary key; its first column is the county. */
  readonly key: readonly string[]
  identity(hash: Buffer): string
}

/** Every place where sealed numbers stand. */
export const SEALED_COLUMNS: readonly SealedColumn[] = [
  { table: 'person', column: 'id_sealed', hash: 'id_hash', key: ['county', 'person_no'], identity: personIdentity },
  {
    table: 'account_fact',
    column: 'account_sealed',
    hash: 'account_hash',
    key: ['county', 'person_no', 'from_month', 'known'],
    identity: accountIdentity,
  },
  {
    table: 'misdirected',
    column: 'receiver_sealed',
    hash: 'receiver_hash',
    key: ['county', 'run_id', 'payment_no', 'record_no'],
    identity: personIdentity,
  },
]

export interface KeyUse {
  readonly key: number
  readonly numbers: number
}

/** How many numbers each key sealed. */
export async function keyUse(asking: Asking): Promise<KeyUse[]> {
  const each = SEALED_COLUMNS.map(
    ({ table, column }) =>
      sql`SELECT get_byte(${sql.id(column)}, 1) AS key FROM ${sql.id(table)} WHERE ${sql.id(column)} IS NOT NULL`,
  )
  return await rowsOf(
    asking,
    sql<KeyUse>`
      SELECT key, count(*)::float8 AS numbers FROM (${sql.join(each, sql` UNION ALL `)}) s GROUP BY key ORDER BY key`,
  )
}
