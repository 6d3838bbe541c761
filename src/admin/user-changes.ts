import { type Context, requireRole } from '../access/context.ts'
import { forgetFailures } from '../access/user.store.ts'
import { appendAudit, NO_COUNTY } from '../db/audit.store.ts'
import { inTransaction, type Tx } from '../db/transaction.ts'
import { Refused } from '../kernel/refusal.ts'
import { ADMIN_REFUSALS } from './refusals.ts'
import { changeUser, lockedAdmins, setTokensDemanded, type User } from './users.store.ts'
import { refuseUnfitCounties, requireUser } from './users.ts'

/** Ends what a user may do; his name stays on what he did. The last administrator stays. */
export async function disableUser(context: Context, name: string): Promise<boolean> {
  await requireRole(context, 'admin')
  const { disabled, role } = await requireUser(context, name)
  if (disabled) return false
  return await inTransaction(context.database.pool, async (tx) => {
    if (role === 'admin') await refuseLastAdmin(tx, name)
    await record(tx, context, { action: 'user.disable', detail: name, before: 'enabled', after: 'disabled' })
    const change = { disabled_at: context.now(), token_hash: null, token_expires_at: null, password: null }
    await changeUser(tx.sql, name, change)
    return true
  })
}

/** Lets a disabled user work again; he needs a new token. */
export async function enableUser(context: Context, name: string): Promise<boolean> {
  await requireRole(context, 'admin')
  if (!(await requireUser(context, name)).disabled) return false
  return await inTransaction(context.database.pool, async (tx) => {
    await record(tx, context, { action: 'user.enable', detail: name, before: 'disabled', after: 'enabled' })
    await changeUser(tx.sql, name, { disabled_at: null })
    return true
  })
}

/** Ends a lock before its time, and forgets the failures that led to it. */
export async function unlockUser(context: Context, name: string): Promise<boolean> {
  await requireRole(context, 'admin')
  const { lockedUntil } = await requireUser(context, name)
  if (lockedUntil === null) return false
  return await inTransaction(context.database.pool, async (tx) => {
    await record(tx, context, { action: 'user.unlock', detail: name, before: `locked until ${lockedUntil}` })
    await forgetFailures(tx.sql, name)
    return true
  })
}

/** Binds a user to these counties, or to none. */
export async function bindUser(context: Context, name: string, counties: readonly string[] | null): Promise<boolean> {
  await requireRole(context, 'admin')
  const user: User = await requireUser(context, name)
  refuseUnfitCounties(user.role, counties)
  const [before, after] = [user.counties, counties].map((some) => some?.join(',') ?? 'all')
  if (before === after) return false
  return await inTransaction(context.database.pool, async (tx) => {
    await record(tx, context, { action: 'user.county', detail: name, before, after })
    const change = { counties: counties ? [...counties] : null }
    await changeUser(tx.sql, name, change)
    return true
  })
}

/** Whether users of the embedded database prove themselves by token too; on a bureau's server they always do. */
export async function demandTokens(context: Context, holds: boolean): Promise<void> {
  await requireRole(context, 'admin')
  if (holds && (await requireUser(context, context.actor)).tokenExpiresAt === null)
    throw new Refused(ADMIN_REFUSALS['user.no-own-token']())
  await inTransaction(context.database.pool, async (tx) => {
    await record(tx, context, { action: 'user.demand-tokens', detail: 'token-required', after: String(holds) })
    await setTokensDemanded(tx, { holds, by: context.actor, at: context.now() })
  })
}

interface Change {
  readonly action: string
  readonly detail: string
  readonly before?: string | undefined
  readonly after?: string | undefined
}

async function record(tx: Tx, context: Context, { before, after, ...change }: Change): Promise<void> {
  const replaced = { ...(before ? { before } : {}), ...(after ? { after } : {}) }
  await appendAudit(tx, NO_COUNTY, { at: context.now(), actor: context.actor, ...change, ...replaced })
}

async function refuseLastAdmin(tx: Tx, name: string): Promise<void> {
  const others = (await lockedAdmins(tx.sql)).filter((admin) => admin !== name)
  if (others.length > 0) return
  throw new Refused(ADMIN_REFUSALS['user.last-admin'](name))
}
