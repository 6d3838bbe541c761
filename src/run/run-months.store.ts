import type { Tx } from '../db/transaction.ts'
import type { Month } from '../kernel/month.ts'
import type { RunKey } from './run-key.ts'
import { APPROVED_STATES } from './run-state.ts'

/** The month of a run. */
export async function monthOfRun(db: Tx['sql'], { county, runId }: RunKey): Promise<Month> {
  const query = db.selectFrom('run').select('month').where('county', '=', county).where('run_id', '=', runId)
  return (await query.executeTakeFirstOrThrow()).month
}

/** The months of a county's first and last regular runs that were approved; null before there is one. */
export async function approvedMonths(
  db: Tx['sql'],
  county: string,
): Promise<{ readonly first: Month | null; readonly last: Month | null }> {
  return await db
    .selectFrom('run')
    .select(({ fn }) => [fn.min<Month | null>('month').as('first'), fn.max<Month | null>('month').as('last')])
    .where('county', '=', county)
    .where('kind', '=', 'regular')
    .where('state', 'in', APPROVED_STATES)
    .executeTakeFirstOrThrow()
}
