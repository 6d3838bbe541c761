import { sql } from 'kysely'
import type { Cipher } from '../db/cipher.ts'
import { type Acting, type Database, type DatabaseRole, NOBODY } from '../db/connect.ts'
import { Refused } from '../kernel/refusal.ts'
import { ACCESS_REFUSALS } from './refusals.ts'
import type { Role } from './role.ts'
import { failedSignIn, forgiveFailures, refuseLocked } from './sign-in-failures.ts'

/** Who says to act, and with what token. */
export interface Claim {
  readonly cipher: Cipher
  readonly actor: string
  readonly token: string
  readonly now: string
}

/** Who acts: as what his connections work, and the counties he is bound to (null: none). */
export interface SignedIn {
  readonly acting: Acting
  readonly counties: readonly string[] | null
}

const SETTING_UP: SignedIn = { acting: NOBODY, counties: null }
const READER: SignedIn = { acting: { ...NOBODY, role: 'huimin_auditor' }, counties: null }

/**
 * Finds out as what the actor works. On a server of the bureau, and where an administrator demands it, a token proves
 * him; only while nobody has one yet may an administrator work without, to give out the first.
 */
export async function signIn(database: Database, claim: Claim): Promise<SignedIn> {
  const { users, tokens, demanded } = await standing(database)
  if (users === 0) return SETTING_UP
  const asked = !database.embedded || demanded
  const user = await findUser(database, claim.actor)
  if (!user) {
    if (asked && tokens > 0)
      throw new Refused(
        claim.actor ? ACCESS_REFUSALS['user.unknown'](claim.actor) : ACCESS_REFUSALS['user.not-named'](),
      )
    return READER // what he may not do is said where the step asks for a role
  }
  if (user.disabled_at !== null) throw new Refused(ACCESS_REFUSALS['user.disabled'](claim.actor))
  const role = user.role as Role
  const needsProof = asked && !(tokens === 0 && role === 'admin')
  const proof = needsProof ? await prove(database, claim, user) : ''
  const { counties } = user
  return { acting: { role: databaseRole(role, counties !== null), actor: claim.actor, proof }, counties }
}

interface UserRow {
  readonly role: string
  readonly token_hash: Buffer | null
  readonly expired: boolean
  readonly failures: number
  readonly locked_until: string | null
  readonly locked: boolean
  readonly disabled_at: string | null
  readonly counties: string[] | null
}

async function standing({ sql: db }: Database): Promise<{ users: number; tokens: number; demanded: boolean }> {
  const { rows } = await sql<{ users: number; tokens: number; demanded: boolean | null }>`
    SELECT count(*)::int AS users, count(token_hash)::int AS tokens,
      (SELECT holds FROM access_rule WHERE rule = 'token-required') AS demanded FROM app_user`.execute(db)
  return { ...rows[0]!, demanded: rows[0]!.demanded ?? false }
}

async function findUser({ sql: db }: Database, name: string): Promise<UserRow | undefined> {
  const { rows } = await sql<UserRow>`
    SELECT role, token_hash, coalesce(token_expires_at <= now(), false) AS expired, failures, locked_until,
      coalesce(locked_until > now(), false) AS locked, disabled_at, counties FROM app_user WHERE name = ${name}`.execute(
    db,
  )
  return rows[0]
}

async function prove(database: Database, claim: Claim, user: UserRow): Promise<string> {
  const { actor, cipher, token } = claim
  if (user.locked) refuseLocked(actor, user.locked_until!)
  if (!user.token_hash) throw new Refused(ACCESS_REFUSALS['user.token-missing'](actor))
  const hash = cipher.hash('token', token)
  if (!hash.equals(user.token_hash)) {
    if (token === '') throw new Refused(ACCESS_REFUSALS['user.token-wrong'](actor))
    const left = await failedSignIn(database, { name: actor, at: claim.now, what: '令牌' })
    throw new Refused(ACCESS_REFUSALS['user.token-wrong'](actor, left))
  }
  if (user.expired) throw new Refused(ACCESS_REFUSALS['user.token-expired'](actor))
  if (user.failures > 0) await forgiveFailures(database, actor)
  return hash.toString('hex')
}

function databaseRole(role: Role, bound: boolean): DatabaseRole {
  if (role === 'admin') return 'huimin_admin'
  if (role === 'auditor') return bound ? 'huimin_county_auditor' : 'huimin_auditor'
  return bound ? 'huimin_county_service' : 'huimin_service'
}
