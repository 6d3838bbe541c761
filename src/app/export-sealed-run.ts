import { findRun, type Run, runEvents } from '../approval/run.store.ts'
import { STATE_NAMES } from '../approval/run-state.ts'
import { sealOf } from '../approval/seal.store.ts'
import type { Tx } from '../db/transaction.ts'
import { Refused } from '../kernel/refusal.ts'

/** An approved run whose lines and payments are still those that were approved. */
export interface SealedRun {
  readonly run: Run
  readonly attempt: number
  readonly checker: string
  /** What the county knew when the run was calculated. */
  readonly calculatedKnown: string
  readonly policyRevision: number
  readonly codeRevision: string
}

/** Locks the run until the transaction ends and checks its seal; refused before approval, and when the seal is broken. */
export async function lockSealedRun(tx: Tx, number: string): Promise<SealedRun> {
  await tx.sql.selectFrom('run').select('run_id').where('number', '=', number).forUpdate().execute()
  const run = await findRun(tx.sql, number)
  if (!['approved', 'exported', 'settled', 'closed'].includes(run.state)) throw new Refused(notApproved(run))
  const approval = (await runEvents(tx.sql, run)).findLast(({ action }) => action === 'approve')!
  const attempt = approval.attempt!
  if ((await sealOf(tx.client, run, attempt)) !== approval.seal) throw new Refused(sealBroken(run))
  const calculation = await tx.sql
    .selectFrom('calculation')
    .select(['known', 'policy_revision', 'code_revision'])
    .where('county', '=', run.county)
    .where('run_id', '=', run.runId)
    .where('attempt', '=', attempt)
    .executeTakeFirstOrThrow()
  return {
    run,
    attempt,
    checker: approval.actor,
    calculatedKnown: String(calculation.known),
    policyRevision: Number(calculation.policy_revision),
    codeRevision: calculation.code_revision,
  }
}

function notApproved(run: Run) {
  return {
    code: 'export.not-approved',
    message: `批次 ${run.number} 现在是「${STATE_NAMES[run.state]}」,没有复核通过,不能导出发放文件。`,
    remedy: run.state === 'void' ? '作废的批次不能导出。' : '请先计算、提交(run submit),再由复核人复核(run approve)。',
  }
}

function sealBroken(run: Run) {
  return {
    code: 'export.seal-broken',
    message: `批次 ${run.number} 的明细或支付与复核时封存的不一致。`,
    remedy: '请勿发放。请立即用 huimin verify 查明,并报告审计;数据库可能被人直接改动。',
  }
}
