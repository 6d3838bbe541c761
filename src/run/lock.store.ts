import type { Tx } from '../db/transaction.ts'
import { Refused } from '../kernel/refusal.ts'
import { RUN_REFUSALS } from './refusals.ts'
import { findRun, type Run } from './run.store.ts'
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

/** The run of this number, held to the end of the transaction; refused as `findRun` refuses. */
export async function holdRun(tx: Tx, number: string): Promise<Run> {
  await tx.sql.selectFrom('run').select('run_id').where('number', '=', number).forUpdate().execute()
  return await findRun(tx.sql, number)
}

/**
 * Holds a county against approvals of its other runs to the end of the transaction. Unlike `lockCounty` this keeps
 * nobody from writing rows that belong to it.
 */
export async function holdCounty(tx: Tx, county: string): Promise<void> {
  await tx.sql.selectFrom('county').select('county').where('county', '=', county).forNoKeyUpdate().execute()
}
