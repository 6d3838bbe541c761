import { type Asking, onlyRowOf, rowOf, sql } from '../db/statement.ts'
import type { Tx } from '../db/transaction.ts'
import type { Role } from './role.ts'

/** Whether there are users; whoever sets a system up has none yet. */
export async function anyUsers(db: Tx['sql']): Promise<boolean> {
  return (await db.selectFrom('app_user').select('name').limit(1).execute()).length > 0
}

/** What a user may do; undefined where nobody has this name. */
export async function roleOf(
  db: Tx['sql'],
  name: string,
): Promise<{ readonly role: Role; readonly disabled: boolean } | undefined> {
  const query = db.selectFrom('app_user').select(['role', 'disabled_at']).where('name', '=', name)
  const row = await query.executeTakeFirst()
  return row && { role: row.role as Role, disabled: row.disabled_at !== null }
}

/** How many users there are, how many have a token, and whether an administrator demands tokens. */
export interface UserFigures {
  readonly users: number
  readonly tokens: number
  readonly demanded: boolean
}

export async function userFigures(asking: Asking): Promise<UserFigures> {
  return await onlyRowOf(
    asking,
    sql<UserFigures>`
      SELECT count(*)::int AS users, count(token_hash)::int AS tokens,
        coalesce((SELECT holds FROM access_rule WHERE rule = 'token-required'), false) AS demanded FROM app_user`,
  )
}

/** A user as who signs in is held against; what has expired or ended is by the database's clock. */
export interface SigningUser {
  readonly role: Role
  readonly token_hash: Buffer | null
  readonly expired: boolean
  readonly password: string | null
  readonly failures: number
  readonly locked_until: string | null
  readonly locked: boolean
  readonly disabled_at: string | null
  readonly counties: string[] | null
}

export async function signingUser(asking: Asking, name: string): Promise<SigningUser | undefined> {
  return await rowOf(
    asking,
    sql<SigningUser>`
      SELECT role, token_hash, coalesce(token_expires_at <= now(), false) AS expired, password, failures, locked_until,
        coalesce(locked_until > now(), false) AS locked, disabled_at, counties FROM app_user WHERE name = ${name}`,
  )
}

/** Counts a failure to sign in; with the last of `most` in a row the user is locked, and counting begins anew. */
export async function countFailure(
  asking: Asking,
  name: string,
  { most, lockedMinutes }: { readonly most: number; readonly lockedMinutes: number },
): Promise<{ readonly failures: number; readonly locked_until: string | null }> {
  return await onlyRowOf(
    asking,
    sql<{ failures: number; locked_until: string | null }>`
      UPDATE app_user SET failures = (failures + 1) % ${most}::int,
        locked_until = CASE WHEN failures + 1 >= ${most}::int
          THEN now() + make_interval(mins => ${lockedMinutes}::int) ELSE locked_until END
      WHERE name = ${name} RETURNING failures, locked_until`,
  )
}

/** After the right token or password earlier failures do not count any more, nor does a lock. */
export async function forgetFailures(db: Tx['sql'], name: string): Promise<void> {
  await db.updateTable('app_user').set({ failures: 0, locked_until: null }).where('name', '=', name).execute()
}
