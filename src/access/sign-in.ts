import type { Cipher } from '../db/cipher.ts'
import { type Acting, type Database, type DatabaseRole, NOBODY } from '../db/connect.ts'
import { Refused } from '../kernel/refusal.ts'
import { ACCESS_REFUSALS } from './refusals.ts'
import type { Role } from './role.ts'
import { failedSignIn, refuseLocked } from './sign-in-failures.ts'
import { forgetFailures, type SigningUser, signingUser, userFigures } from './user.store.ts'

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
  const { users, tokens, demanded } = await userFigures(database.pool)
  if (users === 0) return SETTING_UP
  const asked = !database.embedded || demanded
  const user = await signingUser(database.pool, claim.actor)
  if (!user) {
    if (asked && tokens > 0)
      throw new Refused(
        claim.actor ? ACCESS_REFUSALS['user.unknown'](claim.actor) : ACCESS_REFUSALS['user.not-named'](),
      )
    return READER // what he may not do is said where the step asks for a role
  }
  if (user.disabled_at !== null) throw new Refused(ACCESS_REFUSALS['user.disabled'](claim.actor))
  const { role, counties } = user
  const needsProof = asked && !(tokens === 0 && role === 'admin')
  const proof = needsProof ? await prove(database, claim, user) : ''
  return { acting: { role: databaseRole(role, counties !== null), actor: claim.actor, proof }, counties }
}

async function prove(database: Database, claim: Claim, user: SigningUser): Promise<string> {
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
  if (user.failures > 0) await forgetFailures(database.sql, actor)
  return hash.toString('hex')
}

function databaseRole(role: Role, bound: boolean): DatabaseRole {
  if (role === 'admin') return 'huimin_admin'
  if (role === 'auditor') return bound ? 'huimin_county_auditor' : 'huimin_auditor'
  return bound ? 'huimin_county_service' : 'huimin_service'
}
