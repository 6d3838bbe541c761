import type { Cipher } from '../db/cipher.ts'
import type { Database } from '../db/connect.ts'
import { Refused } from '../kernel/refusal.ts'
import { ACCESS_REFUSALS } from './refusals.ts'
import type { Role } from './role.ts'
import { roleOf } from './user.store.ts'

/** What a step of the month works with: the database, the keys, who acts, and the clock. */
export interface Context {
  readonly home: string
  readonly database: Database
  readonly cipher: Cipher
  /** The name in `HUIMIN_USER`; empty when nobody said. */
  readonly actor: string
  /** The counties that the actor is bound to; all where absent or null. */
  readonly counties?: readonly string[] | null
  /** The instant in UTC, `2026-07-10T01:02:03.004Z`. */
  now(): string
  /** Somebody at a terminal sees the progress: what only he asks for is not worked out otherwise. */
  readonly watched?: boolean
  /** Tells a person at a terminal how far long work has come; `unit` is 行 unless said, `bytes` for bytes of a file. */
  progress(step: string, done: number, total?: number, unit?: string): void
}

/** The actor's role, when it is among those that may take this step. */
export async function requireRole(context: Context, ...allowed: Role[]): Promise<Role> {
  const { actor, database } = context
  if (!actor) throw new Refused(ACCESS_REFUSALS['user.not-named']())
  const user = await roleOf(database.sql, actor)
  if (!user) throw new Refused(ACCESS_REFUSALS['user.unknown'](actor))
  if (user.disabled) throw new Refused(ACCESS_REFUSALS['user.disabled'](actor))
  const { role } = user
  if (allowed.includes(role)) return role
  throw new Refused(ACCESS_REFUSALS['user.role-not-allowed'](actor, role, allowed))
}
