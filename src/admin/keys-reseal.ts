import { type Context, requireRole } from '../access/context.ts'
import { appendAudit } from '../db/audit.store.ts'
import { Cipher } from '../db/cipher.ts'
import { loadKeyring } from '../db/keys.ts'
import { inTransaction, type Tx } from '../db/transaction.ts'
import { invariant } from '../kernel/invariant.ts'
import { keyUse, SEALED_COLUMNS, type SealedColumn } from './keys-use.store.ts'

const CHUNK = 5000

export interface Resealed {
  readonly sealWith: number
  /** How many numbers were sealed anew by this call. */
  readonly numbers: number
}

/**
 * Seals every number anew that another key than the one in force had sealed, a chunk and its audit row in one
 * transaction. It may be stopped at any moment, and goes on where it stopped: what is left says itself.
 */
export async function resealAll(
  context: Context,
  { chunk = CHUNK, stopping = () => false }: { readonly chunk?: number; readonly stopping?: () => boolean } = {},
): Promise<Resealed> {
  await requireRole(context, 'admin')
  const cipher = new Cipher(loadKeyring(context.home)) // also a key that was added since this process began
  const total = await numbersLeft(context, cipher.sealsWith)
  let numbers = 0
  for (const column of SEALED_COLUMNS) {
    for (let after: readonly string[] | null = null; !stopping(); ) {
      const done: Chunk | null = await resealChunk({ ...context, cipher }, column, { after, size: chunk })
      if (!done) break
      numbers += done.numbers
      after = done.last
      context.progress('重新加密', numbers, total, '个')
    }
  }
  return { sealWith: cipher.sealsWith, numbers }
}

async function numbersLeft({ database }: Context, sealWith: number): Promise<number> {
  const uses = await keyUse(database.pool)
  return uses.filter(({ key }) => key !== sealWith).reduce((sum, { numbers }) => sum + numbers, 0)
}

interface Chunk {
  readonly numbers: number
  readonly last: readonly string[]
}

interface SealedRow {
  readonly key: readonly string[]
  readonly hash: Buffer
  readonly sealed: Buffer
}

async function resealChunk(
  context: Context,
  column: SealedColumn,
  at: { readonly after: readonly string[] | null; readonly size: number },
): Promise<Chunk | null> {
  return await inTransaction(context.database.pool, async (tx) => {
    const rows = await sealedRows(tx, context.cipher.sealsWith, column, at)
    if (rows.length === 0) return null
    await writeSealed(
      tx,
      column,
      rows,
      rows.map((row) => sealedAnew(context.cipher, column, row)),
    )
    for (const [county, numbers] of countBy(rows.map(({ key }) => key[0]!))) {
      const detail = `${column.table} ${numbers} numbers`
      const after = `key ${context.cipher.sealsWith}`
      const entry = { at: context.now(), actor: context.actor, action: 'keys.reseal', detail, after }
      await appendAudit(tx, county, { ...entry, before: 'earlier keys' })
    }
    return { numbers: rows.length, last: rows.at(-1)!.key }
  })
}

/** The next rows in the order of their key that another key sealed, locked: two of these jobs do not do the same. */
async function sealedRows(
  tx: Tx,
  sealWith: number,
  { table, column, hash, key }: SealedColumn,
  { after, size }: { readonly after: readonly string[] | null; readonly size: number },
): Promise<SealedRow[]> {
  const from = after ? `(${key.join(', ')}) > (${key.map((_, i) => `$${i + 3}`).join(', ')}) AND` : ''
  const { rows } = await tx.client.query<SealedRow>(
    `SELECT ARRAY[${key.map((name) => `${name}::text`).join(', ')}] AS key, ${hash} AS hash, ${column} AS sealed
     FROM ${table} WHERE ${from} get_byte(${column}, 1) <> $1
     ORDER BY ${key.join(', ')} LIMIT $2 FOR NO KEY UPDATE`,
    [sealWith, size, ...(after ?? [])],
  )
  return rows
}

/** Opened with the old key, sealed with the new one, and opened again before anything is written. */
function sealedAnew(cipher: Cipher, { identity }: SealedColumn, { hash, sealed }: SealedRow): Buffer {
  const text = cipher.open(sealed, identity(hash))
  const anew = cipher.seal(text, identity(hash))
  invariant(cipher.open(anew, identity(hash)) === text, 'a resealed number does not open')
  return anew
}

async function writeSealed(
  tx: Tx,
  { table, column, key }: SealedColumn,
  rows: readonly SealedRow[],
  sealed: readonly Buffer[],
): Promise<void> {
  const columns = key.map((_, i) => rows.map((row) => row.key[i]!))
  const given = [...key.map((name) => `k_${name}`), 'anew'].join(', ')
  const { rowCount } = await tx.client.query(
    `UPDATE ${table} SET ${column} = n.anew
     FROM (SELECT * FROM unnest(${key.map((_, i) => `$${i + 2}::text[]`).join(', ')}, $1::bytea[]) AS u(${given})) n
     WHERE ${key.map((name) => `${table}.${name} = n.k_${name}${CASTS[name] ?? ''}`).join(' AND ')}`,
    [sealed, ...columns],
  )
  invariant(rowCount === rows.length, 'a resealed number was not written')
}

const CASTS: Readonly<Record<string, string>> = {
  person_no: '::bigint',
  known: '::bigint',
  run_id: '::bigint',
  record_no: '::integer',
}

function countBy(values: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1)
  return counts
}
