import type { Cipher } from '../db/cipher.ts'
import type { Database } from '../db/connect.ts'
import { Refused } from '../kernel/refusal.ts'

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

export type Role = 'maker' | 'checker' | 'auditor' | 'admin'

/** The actor's role, when it is among those that may take this step. */
export async function requireRole(context: Context, ...allowed: Role[]): Promise<Role> {
  const { actor, database } = context
  if (!actor) {
    throw new Refused({
      code: 'user.not-named',
      message: '没有说明由谁操作。',
      remedy: '请先设置环境变量 HUIMIN_USER=用户名(用户由 huimin user add 添加)。',
    })
  }
  const users = database.sql.selectFrom('app_user').select(['role', 'disabled_at']).where('name', '=', actor)
  const user = await users.executeTakeFirst()
  if (!user) {
    throw new Refused({
      code: 'user.unknown',
      message: `系统中没有用户「${actor}」。`,
      remedy: '请由管理员执行 huimin user add 添加,或检查 HUIMIN_USER 是否写对。',
    })
  }
  if (user.disabled_at !== null) {
    throw new Refused({
      code: 'user.disabled',
      message: `用户「${actor}」已停用,不能再操作。`,
      remedy: '仍需使用的,请管理员执行 huimin user enable。',
    })
  }
  const role = user.role as Role
  if (allowed.includes(role)) return role
  throw new Refused({
    code: 'user.role-not-allowed',
    message: `用户「${actor}」是${ROLE_NAMES[role]},不能做这一步。`,
    remedy: `这一步由${allowed.map((r) => ROLE_NAMES[r]).join('或')}来做。`,
  })
}

export const ROLE_NAMES: Record<Role, string> = { maker: '经办', checker: '复核', auditor: '审计', admin: '管理员' }
