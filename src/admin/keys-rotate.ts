import { type Context, requireRole } from '../access/context.ts'
import { appendAudit, NO_COUNTY } from '../db/audit.store.ts'
import { addSealKey, loadKeyring, nextKey, type SealAlgorithm } from '../db/keys.ts'
import { inTransaction } from '../db/transaction.ts'
import { type KeyUse, keyUse } from './keys-use.store.ts'

export interface Rotated {
  readonly before: number
  readonly sealWith: number
  readonly algorithm: SealAlgorithm
}

/** Adds a key that numbers are sealed with from now on; those sealed before stay readable and wait for `resealAll`. */
export async function rotateKeys(context: Context, algorithm?: SealAlgorithm): Promise<Rotated> {
  await requireRole(context, 'admin')
  const now = loadKeyring(context.home)
  const chosen = algorithm ?? now.sealKeys.get(now.sealWith)!.algorithm
  const sealWith = nextKey(now)
  return await inTransaction(context.database.pool, async (tx) => {
    // the file last: who may not change anything is refused before it is touched
    const entry = { at: context.now(), actor: context.actor, action: 'keys.rotate', detail: chosen }
    await appendAudit(tx, NO_COUNTY, { ...entry, before: `key ${now.sealWith}`, after: `key ${sealWith}` })
    await addSealKey(context.home, chosen, sealWith)
    return { before: now.sealWith, sealWith, algorithm: chosen }
  })
}

export interface KeyStanding extends KeyUse {
  readonly algorithm: SealAlgorithm | null
  readonly inForce: boolean
}

/** Each key of the keyring and each that sealed something, with how many numbers it sealed; nothing of the keys themselves. */
export async function keyStandings(context: Context): Promise<KeyStanding[]> {
  await requireRole(context, 'admin', 'auditor')
  const { sealKeys, sealWith } = loadKeyring(context.home)
  const used = new Map((await keyUse(context.database.pool)).map((use) => [use.key, use.numbers]))
  const keys = [...new Set([...sealKeys.keys(), ...used.keys()])].sort((a, b) => a - b)
  return keys.map((key) => ({
    key,
    numbers: used.get(key) ?? 0,
    algorithm: sealKeys.get(key)?.algorithm ?? null,
    inForce: key === sealWith,
  }))
}
