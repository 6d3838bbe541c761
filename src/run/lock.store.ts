import type { Tx } from '../db/transaction.ts'
import { Refused } from '../kernel/refusal.ts'
import { RUN_REFUSALS } from './refusals.ts'
import type { RunKey } from './run-key.ts'

/**
 * Holds a county to the end of the transaction: what is done to its runs goes one after another. A county without a
 * registry has nothing to pay and is refused.
 */
export async function lockCounty(tx: Tx, county: string): Promise<void> {
  const held = await tx.sql.selectFrom('county').select('county').where('county', '=', county).forUpdate().execute()
  if (held.length === 0) throw new Refused(RUN_REFUSALS['run.county-unknown'](county))
}

/** Holds a run to the end of the transaction. Its county is held first where both are. */
export async function lockRun(tx: Tx, { county, runId }: RunKey): Promise<void> {
  const query = tx.sql.selectFrom('run').select('run_id').where('county', '=', county).where('run_id', '=', runId)
  await query.forUpdate().execute()
}
