import type { Kysely } from 'kysely'
import type { Schema } from '../../db/schema.ts'
import type { RankedPolicyBook } from '../../policy/build-book.ts'
import { latestRevision, loadPolicyBook, type PolicyRevision, revisionKnownOn } from '../../policy/policy.store.ts'

/** The policy book as known at the end of a day or at an instant; as known now when none is given. */
export async function policyBookKnownOn(
  db: Kysely<Schema>,
  knownOn: string | null,
): Promise<{ readonly revision: PolicyRevision; readonly book: RankedPolicyBook }> {
  const revision = knownOn === null ? await latestRevision(db) : await revisionKnownOn(db, knownOn)
  return { revision, book: await loadPolicyBook(db, revision) }
}
