import { countedBy, type PriorRun, priorKey, priorRuns } from '../../calculation/arrears/prior-runs.store.ts'
import { putInHouseholds } from '../../calculation/arrears/put-in.store.ts'
import { latestAttempt, systemFirstMonth } from '../../calculation/calculation.store.ts'
import type { Tx } from '../../db/transaction.ts'
import { Refused } from '../../kernel/refusal.ts'
import { holdCounty } from '../../run/lock.store.ts'
import { RUN_REFUSALS } from '../../run/refusals.ts'
import type { Run } from '../../run/run.store.ts'

/**
 * Refuses a run whose differences rest on lines that do not count any more, or leave out lines that count since: it
 * would pay twice, or not at all. The county's row is locked, so that no other run is approved meanwhile.
 */
export async function refuseWhenOvertaken(tx: Tx, run: Run, attempt: number): Promise<void> {
  await holdCounty(tx, run.county)
  if (run.kind === 'supplementary' && (await putInHouseholds(tx.client, run)).length === 0) return
  await refuseOtherFirstMonth(tx, run)
  const now = await priorRuns(tx.client, run)
  const then = await countedBy(tx.client, run, attempt)
  const changed = differing(now, then) ?? differing(then, now)
  if (!changed) return
  throw new Refused(RUN_REFUSALS['run.lined-up-changed'](run.number, changed.number))
}

/** What was paid for a month before the system's first, or left out of one after it, would never be recomputed. */
async function refuseOtherFirstMonth(tx: Tx, run: Run): Promise<void> {
  const then = (await latestAttempt(tx.sql, run))?.firstMonth
  const now = await systemFirstMonth(tx.sql, run.county)
  if (now === null || then === undefined || now === then) return
  throw new Refused(RUN_REFUSALS['run.first-month-changed'](run.number, run.county, then, now))
}

function differing(some: readonly PriorRun[], others: readonly PriorRun[]): PriorRun | undefined {
  const keys = new Set(others.map(priorKey))
  return some.find((prior) => !keys.has(priorKey(prior)))
}
