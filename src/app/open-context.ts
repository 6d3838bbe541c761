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

/** On a server of the bureau a user who has been given a token must show it. */
async function requireToken({ database, cipher, actor }: Context): Promise<void> {
  if (!actor) return
  const user = await database.sql
    .selectFrom('app_user')
    .select('token_hash')
    .where('name', '=', actor)
    .executeTakeFirst()
  if (!user?.token_hash) return
  if (cipher.hash('token', process.env.HUIMIN_TOKEN ?? '').equals(user.token_hash)) return
  throw new Refused({
    code: 'user.token-wrong',
    message: `用户「${actor}」的令牌缺失或不对。`,
    remedy: '请把 HUIMIN_TOKEN 设为 huimin user token 给出的令牌;遗失时请管理员重新生成。',
  })
}
