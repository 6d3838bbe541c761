import { afterAll } from 'vitest'
import type { Context } from '../../src/access/context.ts'
import { signIn } from '../../src/access/sign-in.ts'
import { connectTo, type Database } from '../../src/db/connect.ts'
import { Refused } from '../../src/kernel/refusal.ts'

const opened: Database[] = []
afterAll(async () => {
  for (const database of opened) await database.close()
})

/** The context of a user as the command line opens it: its connections work as the role of who acts. */
export async function actingAs(context: Context, actor: string, token = '', embedded = true): Promise<Context> {
  const asked: Database = { ...context.database, embedded }
  const { acting, counties } = await signIn(asked, { cipher: context.cipher, actor, token, now: context.now() })
  const database = connectTo(context.database.ownerUrl, embedded, acting)
  opened.push(database)
  return { ...context, actor, counties, database }
}

/** The code of the refusal or of the database's error; `done` where there was none. */
export async function codeOf(work: Promise<unknown>): Promise<string> {
  try {
    await work
    return 'done'
  } catch (error) {
    if (error instanceof Refused) return error.problems[0]!.code
    return (error as { code?: string }).code ?? String(error)
  }
}
