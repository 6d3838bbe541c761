import type { Tx } from '../db/transaction.ts'
import type { Fen } from '../kernel/money.ts'
import type { CalculatedRun, RunKey } from '../run/run-key.ts'

/** What one attempt at calculating a run rests on. */
export interface AttemptBasis {
  /** How far the county's registry was known. */
  readonly known: number
  readonly policyRevision: number
  readonly codeRevision: string
}

/** What this attempt at a run rests on. */
export async function basisOf(
  db: Tx['sql'],
  { county, runId, attempt }: Pick<CalculatedRun, 'county' | 'runId' | 'attempt'>,
): Promise<AttemptBasis> {
  const row = await db
    .selectFrom('calculation')
    .select(['known', 'policy_revision', 'code_revision'])
    .where('county', '=', county)
    .where('run_id', '=', runId)
    .where('attempt', '=', attempt)
    .executeTakeFirstOrThrow()
  const { known, policy_revision: policy, code_revision: codeRevision } = row
  return { known: Number(known), policyRevision: Number(policy), codeRevision }
}

/** How far the county's registry was known to the run's last attempt that was finished. */
export async function knownToRun(db: Tx['sql'], { county, runId }: RunKey): Promise<number> {
  const query = db.selectFrom('calculation').select('known').where('county', '=', county)
  const finished = query.where('run_id', '=', runId).where('finished_at', 'is not', null)
  return Number((await finished.orderBy('attempt', 'desc').limit(1).executeTakeFirstOrThrow()).known)
}

/** Writes down at once what an attempt lined up that goes through no households. */
export async function recordLinedUp(
  db: Tx['sql'],
  { county, runId }: RunKey,
  attempt: number,
  lined: { readonly households: number; readonly persons: number; readonly lines: number; readonly totalFen: Fen },
): Promise<void> {
  const { totalFen, ...counts } = lined
  await db
    .updateTable('calculation')
    .set({ ...counts, total_fen: totalFen.toString() })
    .where('county', '=', county)
    .where('run_id', '=', runId)
    .where('attempt', '=', attempt)
    .execute()
}
