import type { Tx } from '../db/transaction.ts'
import { listDecision } from '../rules/price-subsidy/describe-decision.ts'
import type { PriceDecision } from '../rules/price-subsidy/price-decision.ts'
import type { NumberedRun } from '../run/run-key.ts'

/**
 * Lists each area of the county whose index month could not be decided, once. Call it in the transaction that ends the
 * attempt of a price run; gives every decision that was taken.
 */
export async function listUndecided(
  tx: Tx,
  run: NumberedRun,
  { attempt, known }: { readonly attempt: number; readonly known: number },
  decisionFor: (area: string) => PriceDecision,
): Promise<PriceDecision[]> {
  const { rows } = await tx.client.query(
    'SELECT DISTINCT area FROM household_fact WHERE county = $1 AND known <= $2 ORDER BY area',
    [run.county, known],
  )
  const decisions = [...new Set(rows.map((row) => decisionFor(row.area)))]
  for (const decision of decisions) {
    if (decision.outcome !== 'undecided' && decision.outcome !== 'no-rule') continue
    const { code, message, basis } = listDecision(decision)
    await tx.client.query(
      `INSERT INTO exception (county, run_month, run_id, attempt, programme, benefit_month, effect, code, message, basis)
       VALUES ($1, $2, $3, $4, 'price-subsidy', $2, 'not-paid', $5, $6, $7)`,
      [run.county, run.month, run.runId, attempt, code, message, basis],
    )
  }
  return decisions
}
