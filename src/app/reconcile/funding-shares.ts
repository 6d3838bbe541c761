import { basisOf } from '../../calculation/attempt-basis.store.ts'
import type { Tx } from '../../db/transaction.ts'
import { loadPolicyBook } from '../../policy/policy.store.ts'
import type { FundingShares } from '../../reconciliation/funding.ts'
import type { CalculatedRun } from '../../run/run-key.ts'

/** The funding shares for a run's county and month, as the documents stood when its approved attempt was calculated. */
export async function fundingSharesOf({ sql }: Tx, run: CalculatedRun): Promise<FundingShares> {
  const { policyRevision } = await basisOf(sql, run)
  const book = await loadPolicyBook(sql, policyRevision)
  return book.find('funding.shares', run.county, run.month)
}
