import { randomBytes } from 'node:crypto'
import { type Context, requireRole } from '../access/context.ts'
import { ACCESS_REFUSALS } from '../access/refusals.ts'
import type { Role } from '../access/role.ts'
import { anyUsers } from '../access/user.store.ts'
import { appendAudit, NO_COUNTY } from '../db/audit.store.ts'
import { inTransaction } from '../db/transaction.ts'
import { isCounty } from '../kernel/area.ts'
import { Refused } from '../kernel/refusal.ts'
import { ADMIN_REFUSALS } from './refusals.ts'
import { insertUser, listedUsers, setToken, type User, userNamed } from './users.store.ts'

const TOKEN_DAYS = 180
const MOST_TOKEN_DAYS = 366

/** Adds a user. The first one may be added by whoever sets the system up, and is an admin whatever role was asked for. */
export async function addUser(
  context: Context,
  name: string,
  role: Role,
  counties: readonly string[] | null = null,
): Promise<{ user: User; added: boolean }> {
  const { database, actor } = context
  const existing = await userNamed(context.database.sql, name)
  if (existing) return sameUser(existing, role, counties)
  const first = !(await anyUsers(database.sql))
  if (!first) await requireRole(context, 'admin')
  refuseNumber(name)
  const given = first ? 'admin' : role
  refuseUnfitCounties(given, counties)
  const [addedBy, addedAt] = [actor || name, context.now()]
  await inTransaction(database.pool, async (tx) => {
    await insertUser(tx.sql, { name, role: given, counties, addedBy, addedAt })
    const detail = [name, given, ...(counties ?? [])].join(' ')
    await appendAudit(tx, NO_COUNTY, { at: addedAt, actor: addedBy, action: 'user.add', detail })
  })
  return { user: (await userNamed(context.database.sql, name))!, added: true }
}

function sameUser(existing: User, role: Role, counties: readonly string[] | null): { user: User; added: boolean } {
  const same = existing.role === role && String(existing.counties) === String(counties)
  if (same || existing.addedBy === existing.name) return { user: existing, added: false }
  const { name } = existing
  const is = existing.counties ? `${existing.role},限 ${existing.counties.join('、')}` : existing.role
  throw new Refused(ADMIN_REFUSALS['user.other-role'](name, is, [role, ...(counties ?? [])].join(' ')))
}

/** A name goes into logs and files; what could be an ID or account number does not. */
function refuseNumber(name: string): void {
  if (!/\d{11}/.test(name)) return
  throw new Refused(ADMIN_REFUSALS['user.name-is-number']())
}

/** Refuses counties that are none, and an administrator who is bound to any. */
export function refuseUnfitCounties(role: Role, counties: readonly string[] | null): void {
  const wrong = counties?.find((county) => !isCounty(county))
  if (wrong !== undefined || counties?.length === 0) {
    throw new Refused(ADMIN_REFUSALS['user.county-invalid'](wrong ?? ''))
  }
  if (role !== 'admin' || !counties) return
  throw new Refused(ADMIN_REFUSALS['user.admin-bound']())
}

export async function listUsers(context: Context): Promise<User[]> {
  return await listedUsers(context.database.sql)
}

export interface IssuedToken {
  readonly token: string
  readonly expiresAt: string
}

/** Makes a new token for a user and stores only its hash; the old one stops working. Expires by the database's clock. */
export async function issueToken(context: Context, name: string, days?: number): Promise<string> {
  return (await issueTokenFor(context, name, days)).token
}

/** As `issueToken`, and says until when the token holds. */
export async function issueTokenFor(context: Context, name: string, days = TOKEN_DAYS): Promise<IssuedToken> {
  const role = await requireRole(context, 'admin', 'maker', 'checker', 'auditor')
  if (name !== context.actor && role !== 'admin') await requireRole(context, 'admin')
  await requireUser(context, name)
  if (!Number.isInteger(days) || days < 1 || days > MOST_TOKEN_DAYS)
    throw new Refused(ADMIN_REFUSALS['user.token-days'](MOST_TOKEN_DAYS))
  const token = randomBytes(24).toString('base64url')
  const expiresAt = await storeToken(context, name, { token, hours: days * 24, action: 'user.token' })
  return { token, expiresAt }
}

/** Stores a token's hash; gives when it expires. Whoever is locked out stays so. */
export async function storeToken(
  context: Context,
  name: string,
  { token, hours, action }: { readonly token: string; readonly hours: number; readonly action: string },
): Promise<string> {
  return await inTransaction(context.database.pool, async (tx) => {
    const detail = `${name} ${hours} h`
    // before the change: the database takes audit rows only from who can prove himself
    await appendAudit(tx, NO_COUNTY, { at: context.now(), actor: context.actor, action, detail })
    return await setToken(tx, name, context.cipher.hash('token', token), hours)
  })
}

/** The user of this name; refused when there is none. */
export async function requireUser(context: Context, name: string): Promise<User> {
  const user = await userNamed(context.database.sql, name)
  if (user) return user
  throw new Refused(ACCESS_REFUSALS['user.unknown'](name))
}
