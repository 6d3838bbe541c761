import { randomBytes } from 'node:crypto'
import { appendAudit, NO_COUNTY } from '../db/audit.store.ts'
import { inTransaction } from '../db/transaction.ts'
import { Refused } from '../kernel/refusal.ts'
import { type Context, type Role, requireRole } from './context.ts'

export interface User {
  readonly name: string
  readonly role: Role
  readonly addedBy: string
  readonly addedAt: string
}

/** Adds a user. The first one may be added by whoever sets the system up, and is an admin whatever role was asked for. */
export async function addUser(context: Context, name: string, role: Role): Promise<{ user: User; added: boolean }> {
  const { database, actor } = context
  const existing = await findUser(context, name)
  if (existing) return sameRole(existing, role)
  const first = (await database.sql.selectFrom('app_user').select('name').limit(1).execute()).length === 0
  if (!first) await requireRole(context, 'admin')
  const user: User = { name, role: first ? 'admin' : role, addedBy: actor || name, addedAt: context.now() }
  await inTransaction(database.pool, async (tx) => {
    await tx.sql
      .insertInto('app_user')
      .values({ name, role: user.role, token_hash: null, added_by: user.addedBy, added_at: user.addedAt })
      .execute()
    await appendAudit(tx, NO_COUNTY, {
      at: user.addedAt,
      actor: user.addedBy,
      action: 'user.add',
      detail: `${name} ${user.role}`,
    })
  })
  return { user, added: true }
}

function sameRole(existing: User, role: Role): { user: User; added: boolean } {
  if (existing.role === role || existing.addedBy === existing.name) return { user: existing, added: false }
  throw new Refused({
    code: 'user.other-role',
    message: `用户「${existing.name}」已存在,角色是 ${existing.role},不是 ${role}。`,
    remedy: '一个人只有一个角色;请另起用户名。',
  })
}

export async function listUsers(context: Context): Promise<User[]> {
  const rows = await context.database.sql.selectFrom('app_user').selectAll().orderBy('added_at').execute()
  return rows.map(toUser)
}

/** Makes a new token for a user and stores only its hash; the old one stops working. */
export async function issueToken(context: Context, name: string): Promise<string> {
  const role = await requireRole(context, 'admin', 'maker', 'checker', 'auditor')
  if (name !== context.actor && role !== 'admin') await requireRole(context, 'admin')
  if (!(await findUser(context, name))) {
    throw new Refused({
      code: 'user.unknown',
      message: `系统中没有用户「${name}」。`,
      remedy: '请先用 huimin user add 添加。',
    })
  }
  const token = randomBytes(24).toString('base64url')
  await inTransaction(context.database.pool, async (tx) => {
    const hash = context.cipher.hash('token', token)
    await tx.sql.updateTable('app_user').set({ token_hash: hash }).where('name', '=', name).execute()
    await appendAudit(tx, NO_COUNTY, { at: context.now(), actor: context.actor, action: 'user.token', detail: name })
  })
  return token
}

async function findUser(context: Context, name: string): Promise<User | null> {
  const row = await context.database.sql.selectFrom('app_user').selectAll().where('name', '=', name).executeTakeFirst()
  return row ? toUser(row) : null
}

function toUser(row: { name: string; role: string; added_by: string; added_at: string }): User {
  return { name: row.name, role: row.role as Role, addedBy: row.added_by, addedAt: row.added_at }
}
