import { countedBy, type PriorRun, priorKey, priorRuns } from '../../calculation/arrears/prior-runs.store.ts'
import { putInHouseholds } from '../../calculation/arrears/put-in.store.ts'
import { latestAttempt, systemFirstMonth } from '../../calculation/calculation.store.ts'
import type { Tx } from '../../db/transaction.ts'
import { Refused } from '../../kernel/refusal.ts'
import { holdCounty } from '../../run/lock.store.ts'
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
  throw new Refused({
    code: 'run.lined-up-changed',
    message: `批次 ${run.number} 计算之后,作为已列支依据的批次 ${changed.number} 有了变化(重新计算、退回、作废或新增),补发和追回的金额已不准。`,
    remedy: `请对 ${run.number} 再执行一次 huimin run calculate,然后重新提交。`,
  })
}

/** What was paid for a month before the system's first, or left out of one after it, would never be recomputed. */
async function refuseOtherFirstMonth(tx: Tx, run: Run): Promise<void> {
  const then = (await latestAttempt(tx.sql, run))?.firstMonth
  const now = await systemFirstMonth(tx.sql, run.county)
  if (now === null || then === undefined || now === then) return
  throw new Refused({
    code: 'run.first-month-changed',
    message: `批次 ${run.number} 计算时 ${run.county} 的系统首月是 ${then},现在是 ${now},补发的月份已不准。`,
    remedy: `请对 ${run.number} 再执行一次 huimin run calculate,然后重新提交。`,
  })
}

function differing(some: readonly PriorRun[], others: readonly PriorRun[]): PriorRun | undefined {
  const keys = new Set(others.map(priorKey))
  return some.find((prior) => !keys.has(priorKey(prior)))
}
