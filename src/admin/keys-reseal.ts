import { type Context, requireRole } from '../access/context.ts'
import { appendAudit } from '../db/audit.store.ts'
import { Cipher } from '../db/cipher.ts'
import { loadKeyring } from '../db/keys.ts'
import { inTransaction } from '../db/transaction.ts'
import { invariant } from '../kernel/invariant.ts'
import { keyUse, SEALED_COLUMNS, type SealedColumn } from './keys-use.store.ts'
import { type SealedRow, sealedRows, writeSealed } from './reseal.store.ts'

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

async function resealChunk(
  context: Context,
  column: SealedColumn,
  at: { readonly after: readonly string[] | null; readonly size: number },
): Promise<Chunk | null> {
  return await inTransaction(context.database.pool, async (tx) => {
    const rows = await sealedRows(tx, context.cipher.sealsWith, column, at)
    if (rows.length === 0) return null
    const anew = rows.map((row) => sealedAnew(context.cipher, column, row))
    invariant((await writeSealed(tx, column, rows, anew)) === rows.length, 'a resealed number was not written')
    for (const [county, numbers] of countBy(rows.map(({ key }) => key[0]!))) {
      const detail = `${column.table} ${numbers} numbers`
      const after = `key ${context.cipher.sealsWith}`
      const entry = { at: context.now(), actor: context.actor, action: 'keys.reseal', detail, after }
      await appendAudit(tx, county, { ...entry, before: 'earlier keys' })
    }
    return { numbers: rows.length, last: rows.at(-1)!.key }
  })
}

/** Opened with the old key, sealed with the new one, and opened again before anything is written. */
function sealedAnew(cipher: Cipher, { identity }: SealedColumn, { hash, sealed }: SealedRow): Buffer {
  const text = cipher.open(sealed, identity(hash))
  const anew = cipher.seal(text, identity(hash))
  invariant(cipher.open(anew, identity(hash)) === text, 'a resealed number does not open')
  return anew
}

function countBy(values: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1)
  return counts
}
