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
  const told = tx.sql.selectFrom('household_fact').select('area').distinct().where('county', '=', run.county)
  const rows = await told.where('known', '<=', String(known)).orderBy('area').execute()
  const decisions = [...new Set(rows.map((row) => decisionFor(row.area)))]
  for (const decision of decisions) {
    if (decision.outcome !== 'undecided' && decision.outcome !== 'no-rule') continue
    const { code, message, basis } = listDecision(decision)
    await tx.sql
      .insertInto('exception')
      .values({
        county: run.county,
        run_month: run.month,
        run_id: run.runId,
        attempt,
        programme: 'price-subsidy',
        benefit_month: run.month,
        effect: 'not-paid',
        code,
        message,
        basis,
      })
      .execute()
  }
  return decisions
}
