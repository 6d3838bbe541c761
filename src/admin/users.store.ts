import type { Role } from '../access/role.ts'
import { carryOut, onlyRowOf, sql } from '../db/statement.ts'
import type { Tx } from '../db/transaction.ts'

/** A user as an administrator sees him. */
export interface User {
  readonly name: string
  readonly role: Role
  readonly addedBy: string
  readonly addedAt: string
  /** The counties that the user is bound to; null where to none. */
  readonly counties: readonly string[] | null
  readonly tokenExpiresAt: string | null
  /** Until when the user is locked out; null for who is not, or not any more. */
  readonly lockedUntil: string | null
  readonly disabled: boolean
}

/** Every user, in the order in which they were added. */
export async function listedUsers(db: Tx['sql']): Promise<User[]> {
  return (await usersIn(db).orderBy('added_at').execute()).map(toUser)
}

export async function userNamed(db: Tx['sql'], name: string): Promise<User | null> {
  const row = await usersIn(db).where('name', '=', name).executeTakeFirst()
  return row ? toUser(row) : null
}

/** Whether a lock has ended is for the database's clock to say, which also set it. */
function usersIn(db: Tx['sql']) {
  const locked = sql<boolean>`coalesce(locked_until > now(), false)`.as('locked')
  return db.selectFrom('app_user').selectAll().select(locked)
}

type UserRow = Awaited<ReturnType<ReturnType<typeof usersIn>['execute']>>[number]

function toUser(row: UserRow): User {
  return {
    name: row.name,
    role: row.role as Role,
    addedBy: row.added_by,
    addedAt: row.added_at,
    counties: row.counties,
    tokenExpiresAt: row.token_expires_at,
    lockedUntil: row.locked ? row.locked_until : null,
    disabled: row.disabled_at !== null,
  }
}

export async function insertUser(
  db: Tx['sql'],
  { name, role, counties, addedBy, addedAt }: Pick<User, 'name' | 'role' | 'counties' | 'addedBy' | 'addedAt'>,
): Promise<void> {
  const row = { name, role, token_hash: null, added_by: addedBy, added_at: addedAt }
  await db
    .insertInto('app_user')
    .values({ ...row, counties: counties && [...counties] })
    .execute()
}

/** What an administrator, or the user himself, may set anew. */
export interface UserChange {
  readonly disabled_at?: string | null
  readonly token_hash?: null
  readonly token_expires_at?: null
  readonly password?: string | null
  readonly counties?: string[] | null
}

export async function changeUser(db: Tx['sql'], name: string, change: UserChange): Promise<void> {
  await db.updateTable('app_user').set(change).where('name', '=', name).execute()
}

/** Gives a user the token of this hash in the place of the one before; until when it holds, by the database's clock. */
export async function setToken({ client }: Tx, name: string, tokenHash: Buffer, hours: number): Promise<string> {
  const { expires } = await onlyRowOf(
    client,
    sql<{ expires: string }>`
      UPDATE app_user SET token_hash = ${tokenHash}, token_expires_at = now() + make_interval(hours => ${hours}::int)
      WHERE name = ${name} RETURNING token_expires_at::text AS expires`,
  )
  return expires
}

/** The administrators who are not disabled, locked, so that two of them cannot disable each other at once. */
export async function lockedAdmins(db: Tx['sql']): Promise<string[]> {
  const admins = db.selectFrom('app_user').select('name').where('role', '=', 'admin').where('disabled_at', 'is', null)
  return (await admins.orderBy('name').forUpdate().execute()).map(({ name }) => name)
}

/** Sets whether users of the embedded database need a token. */
export async function setTokensDemanded(
  { client }: Tx,
  { holds, by, at }: { readonly holds: boolean; readonly by: string; readonly at: string },
): Promise<void> {
  await carryOut(
    client,
    sql`
      INSERT INTO access_rule (rule, holds, set_by, set_at) VALUES ('token-required', ${holds}, ${by}, ${at})
      ON CONFLICT (rule) DO UPDATE SET holds = excluded.holds, set_by = excluded.set_by, set_at = excluded.set_at`,
  )
}
