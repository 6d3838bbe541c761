import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'
import { type Context, requireRole } from '../access/context.ts'
import { failedSignIn, refuseLocked } from '../access/sign-in-failures.ts'
import { forgetFailures, signingUser } from '../access/user.store.ts'
import { appendAudit, NO_COUNTY } from '../db/audit.store.ts'
import { inTransaction } from '../db/transaction.ts'
import { Refused } from '../kernel/refusal.ts'
import { ADMIN_REFUSALS } from './refusals.ts'
import { changeUser } from './users.store.ts'
import { type IssuedToken, requireUser, storeToken } from './users.ts'

const SHORTEST = 10
const COST = 2 ** 15
const SESSION_HOURS = 12
const derive = promisify(scrypt) as (
  password: string,
  salt: Buffer,
  length: number,
  options: { readonly N: number; readonly r: number; readonly p: number; readonly maxmem: number },
) => Promise<Buffer>

/** Sets one's own password, or as an administrator anybody's; only its scrypt hash is kept. */
export async function setPassword(context: Context, name: string, password: string): Promise<void> {
  const role = await requireRole(context, 'admin', 'maker', 'checker', 'auditor')
  if (name !== context.actor && role !== 'admin') await requireRole(context, 'admin')
  await requireUser(context, name)
  if ([...password].length < SHORTEST || password === name)
    throw new Refused(ADMIN_REFUSALS['user.password-weak'](SHORTEST))
  const kept = await hashOf(password, randomBytes(16), COST)
  await inTransaction(context.database.pool, async (tx) => {
    await appendAudit(tx, NO_COUNTY, { at: context.now(), actor: context.actor, action: 'user.password', detail: name })
    await changeUser(tx.sql, name, { password: kept })
  })
}

/**
 * Proves a user by password and gives a token for one working day, which takes the place of the one before. Refused in
 * the same words whether the name or the password is wrong.
 */
export async function openSession(context: Context, name: string, password: string): Promise<IssuedToken> {
  const { database } = context
  const found = await signingUser(database.pool, name)
  const user = found?.disabled_at === null ? found : undefined
  if (user?.locked) refuseLocked(name, user.locked_until!)
  const right = await fits(password, user?.password ?? null)
  if (!right) {
    if (user) await failedSignIn(database, { name, at: context.now(), what: '密码' })
    throw new Refused(ADMIN_REFUSALS['user.password-wrong']())
  }
  await forgetFailures(database.sql, name)
  const token = randomBytes(24).toString('base64url')
  const session = { token, hours: SESSION_HOURS, action: 'user.login' }
  return { token, expiresAt: await storeToken({ ...context, actor: name }, name, session) }
}

/** Takes as long for somebody who has no password. */
async function fits(password: string, kept: string | null): Promise<boolean> {
  const [, cost, salt] = kept?.split('$') ?? ['', String(COST), randomBytes(16).toString('base64')]
  const found = Buffer.from(await hashOf(password, Buffer.from(salt!, 'base64'), Number(cost)))
  const expected = Buffer.from(kept ?? '')
  return found.length === expected.length && timingSafeEqual(found, expected)
}

async function hashOf(password: string, salt: Buffer, cost: number): Promise<string> {
  const options = { N: cost, r: 8, p: 1, maxmem: 256 * cost * 8 }
  const hash = await derive(password.normalize('NFC'), salt, 32, options)
  return ['scrypt', cost, salt.toString('base64'), hash.toString('base64')].join('$')
}
