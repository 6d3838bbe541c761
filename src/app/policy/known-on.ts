import type { Tx } from '../../db/transaction.ts'
import { isDay } from '../../kernel/month.ts'
import { Refused } from '../../kernel/refusal.ts'
import { latestRevision, type PolicyRevision, revisionKnownOn } from '../../policy/policy.store.ts'
import { POLICY_REFUSALS } from '../../policy/refusals.ts'
import { knowledgeBy, knowledgeOf } from '../../registry/county-knowledge.store.ts'

/** What a county's figures are worked out from: how far its registry, the policy documents and the indices were known. */
export interface KnownThen {
  readonly known: number
  readonly policyRevision: PolicyRevision
  readonly indexKnown: number
}

const INSTANT_TIME = /^T\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?(Z|[+-]\d{2}:\d{2})$/

/** A day (its end, in China) or an instant as somebody typed it; null is now. */
export function requireInstant(text: string | null): string | null {
  if (text === null) return text
  const [day, time] = [text.slice(0, 10), text.slice(10)]
  if (isDay(day) && (time === '' || INSTANT_TIME.test(time))) return text
  throw new Refused(POLICY_REFUSALS['policy.day'](text))
}

/** What a county knew at the end of a day or at an instant; what it knows now where none is given. */
export async function knownOn(db: Tx['sql'], county: string, dayOrInstant: string | null): Promise<KnownThen> {
  const known = await knowledgeOf(db, county)
  if (known === null) throw new Refused(POLICY_REFUSALS['explain.county-unknown'](county))
  if (dayOrInstant === null) {
    return { known, policyRevision: await latestRevision(db), indexKnown: Number.MAX_SAFE_INTEGER }
  }
  const policyRevision = await revisionKnownOn(db, dayOrInstant)
  return { ...(await knowledgeBy(db, county, dayOrInstant)), policyRevision }
}
