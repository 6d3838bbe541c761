import type pg from 'pg'
import { basisOf } from '../../calculation/attempt-basis.store.ts'
import type { Tx } from '../../db/transaction.ts'
import { Refused } from '../../kernel/refusal.ts'
import { holdRun } from '../../run/lock.store.ts'
import { type Run, runEvents } from '../../run/run.store.ts'
import { isApproved, STATE_NAMES } from '../../run/run-state.ts'
import { sealOf } from '../../run/seal.store.ts'

/** An approved run, and the seal that its lines and payments got when they were approved. */
export interface SealedRun {
  readonly run: Run
  readonly attempt: number
  readonly seal: string
  readonly checker: string
  /** What the county knew when the run was calculated. */
  readonly calculatedKnown: string
  readonly policyRevision: number
  readonly codeRevision: string
}

/** Locks the run until the transaction ends; refused before approval. Its seal is still to be checked. */
export async function lockSealedRun(tx: Tx, number: string): Promise<SealedRun> {
  const run = await holdRun(tx, number)
  if (!isApproved(run.state)) throw new Refused(notApproved(run))
  const approval = (await runEvents(tx.sql, run)).findLast(({ action }) => action === 'approve')
  if (!approval) throw new Refused(stateWithoutApproval(run))
  const attempt = approval.attempt!
  const { known, policyRevision, codeRevision } = await basisOf(tx.sql, { ...run, attempt })
  return {
    run,
    attempt,
    seal: approval.seal!,
    checker: approval.actor,
    calculatedKnown: String(known),
    policyRevision,
    codeRevision,
  }
}

/**
 * Does something with a locked run while its lines and payments are compared with what was approved: nothing can be added
 * to them meanwhile. Refused when the seal is broken, whatever came of the work.
 */
export async function underItsSeal<T>(pool: pg.Pool, tx: Tx, sealed: SealedRun, work: () => Promise<T>): Promise<T> {
  const { run, attempt } = sealed
  const meanwhile = hasSpare(pool) ? sealAside(pool, sealed) : Promise.resolve(await sealOf(tx.client, run, attempt))
  const [checked, worked] = await Promise.allSettled([meanwhile, work()])
  if (checked.status === 'rejected') throw checked.reason
  if (checked.value !== sealed.seal) throw new Refused(sealBroken(sealed.run))
  if (worked.status === 'rejected') throw worked.reason
  return worked.value
}

/** Whoever holds a connection and waits for another one could wait for ever: those who have them wait for its lock. */
function hasSpare({ idleCount, totalCount, waitingCount, options }: pg.Pool): boolean {
  return waitingCount === 0 && (idleCount > 0 || totalCount < options.max)
}

async function sealAside(pool: pg.Pool, { run, attempt }: SealedRun): Promise<string> {
  const client = await pool.connect()
  try {
    return await sealOf(client, run, attempt)
  } finally {
    client.release()
  }
}

function notApproved(run: Run) {
  return {
    code: 'export.not-approved',
    message: `批次 ${run.number} 现在是「${STATE_NAMES[run.state]}」,没有复核通过,不能导出发放文件。`,
    remedy: run.state === 'void' ? '作废的批次不能导出。' : '请先计算、提交(run submit),再由复核人复核(run approve)。',
  }
}

function stateWithoutApproval(run: Run) {
  return {
    code: 'export.no-approval',
    message: `批次 ${run.number} 的状态是「${STATE_NAMES[run.state]}」,却没有复核的记录。`,
    remedy: '请勿发放。请立即用 huimin verify 查明,并报告审计;数据库可能被人直接改动。',
  }
}

function sealBroken(run: Run) {
  return {
    code: 'export.seal-broken',
    message: `批次 ${run.number} 的明细或支付与复核时封存的不一致。`,
    remedy: '请勿发放。请立即用 huimin verify 查明,并报告审计;数据库可能被人直接改动。',
  }
}
