import { resolve } from 'node:path'
import { Cipher } from '../db/cipher.ts'
import { openDatabase } from '../db/connect.ts'
import { loadKeyring } from '../db/keys.ts'
import { Refused } from '../kernel/refusal.ts'
import type { Context } from './context.ts'

export interface OpenOptions {
  readonly home?: string
  readonly anySchema?: boolean
  readonly progress?: Context['progress']
  /** Use the embedded database even where `DATABASE_URL` is set. */
  readonly embedded?: boolean
}

/** Opens what the environment names: `HUIMIN_HOME`, `DATABASE_URL`, `HUIMIN_USER`, `HUIMIN_TOKEN`. */
export async function openContext(options: OpenOptions = {}): Promise<Context> {
  const home = resolve(options.home ?? process.env.HUIMIN_HOME ?? '.huimin')
  const url = options.embedded ? undefined : process.env.DATABASE_URL
  const database = await openDatabase({ home, url, anySchema: options.anySchema ?? false })
  try {
    const context: Context = {
      home,
      database,
      cipher: new Cipher(loadKeyring(home)),
      actor: process.env.HUIMIN_USER ?? '',
      now: () => new Date().toISOString(),
      progress: options.progress ?? (() => {}),
    }
    if (!database.embedded && !options.anySchema) await requireToken(context)
    return context
  } catch (error) {
    await database.close()
    throw error
  }
}

/**
 * On a server of the bureau everybody proves with a token who acts. Only while nobody has one yet may an administrator
 * work without, to give out the first.
 */
async function requireToken({ database, cipher, actor }: Context): Promise<void> {
  const users = await database.sql.selectFrom('app_user').select(['name', 'role', 'token_hash']).execute()
  const user = users.find(({ name }) => name === actor)
  if (!user) return // said where the step asks for a role
  const settingUp = users.every(({ token_hash }) => token_hash === null)
  if (settingUp && user.role === 'admin') return
  if (!user.token_hash) throw noToken(actor)
  if (cipher.hash('token', process.env.HUIMIN_TOKEN ?? '').equals(user.token_hash)) return
  throw new Refused({
    code: 'user.token-wrong',
    message: `用户「${actor}」的令牌缺失或不对。`,
    remedy: '请把 HUIMIN_TOKEN 设为 huimin user token 给出的令牌;遗失时请管理员重新生成。',
  })
}

function noToken(actor: string): Refused {
  return new Refused({
    code: 'user.token-missing',
    message: `用户「${actor}」还没有令牌,不能在服务器上操作。`,
    remedy: `请管理员执行 huimin user token ${actor},再由本人设置 HUIMIN_TOKEN。`,
  })
}
