import { type Context, requireRole } from '../../access/context.ts'
import { typedReason } from '../../access/typed-reason.ts'
import { inTransaction, type Tx } from '../../db/transaction.ts'
import { type Fen, formatYuanGrouped } from '../../kernel/money.ts'
import { Refused } from '../../kernel/refusal.ts'
import { heldFigures } from '../../payment/held-figures.store.ts'
import { unansweredFigures } from '../../returns/standing-outcome.store.ts'
import { anyQuestion } from '../../returns/waiting.store.ts'
import { holdRun } from '../../run/lock.store.ts'
import { type Run, recordEvent, runEvents } from '../../run/run.store.ts'
import type { StepResult } from './runs.ts'

/**
 * Closes a settled run whose every sent payment has an answer from the bank. Money that is still held stays owed to its
 * people, so a run with some is closed only with a reason, which is kept.
 */
export async function closeRun(context: Context, number: string, reason?: string): Promise<StepResult> {
  await requireRole(context, 'checker')
  return await inTransaction(context.database.pool, async (tx) => {
    // no return, decision or withdrawal comes between what is looked at here and the closing
    const run = await holdRun(tx, number)
    const last = (await runEvents(tx.sql, run)).at(-1)
    if (run.state === 'closed' && last) return { run, changed: false, event: last }
    const left = await unansweredFigures(tx, run)
    if (run.state === 'settled' && left.payments > 0) throw new Refused(unanswered(number, left))
    if (run.state === 'settled' && !reason?.trim()) {
      await refuseQuestioned(tx, run)
      await refuseHeld(tx, run)
    }
    const why = reason?.trim() ? { reason: typedReason(reason) } : {}
    const moved = await recordEvent(tx, run, { action: 'close', actor: context.actor, at: context.now(), ...why })
    return { run: moved, changed: true, event: (await runEvents(tx.sql, moved)).at(-1)! }
  })
}

/** Two returns that contradict each other leave open whether money arrived. */
async function refuseQuestioned(tx: Tx, run: Run): Promise<void> {
  const question = await anyQuestion(tx.client, run)
  if (!question) return
  throw new Refused({
    code: 'run.outcome-contradicted',
    message: `批次 ${run.number} 还有 ${question.count} 处回盘互相矛盾(如 ${question.paymentNo}),款项是否到账没有定论。`,
    remedy:
      '请与银行查明后由经办 huimin returns decide 认定、复核 huimin returns confirm 确认;确需带着疑问关账的,用 --why 写明。',
  })
}

async function refuseHeld(tx: Tx, run: Run): Promise<void> {
  const { payments, totalFen } = await heldFigures(tx.sql, { ...run, attempt: run.attempt! })
  if (payments === 0) return
  throw new Refused({
    code: 'run.payments-held',
    message: `批次 ${run.number} 还有 ${payments} 笔共 ${formatYuanGrouped(totalFen)} 元暂缓未发,关账后不能再从本批次发出。`,
    remedy: '请先补齐账户并再执行一次 huimin export;确需带着暂缓款关账的,用 --why 写明原因和去向。',
  })
}

function unanswered(number: string, { payments, totalFen }: { payments: number; totalFen: Fen }) {
  return {
    code: 'run.payments-unanswered',
    message: `批次 ${number} 还有 ${payments} 笔共 ${formatYuanGrouped(totalFen)} 元银行没有答复,不能关账。`,
    remedy: '请向银行索取补充回盘并导入;名单见「未回盘.csv」(huimin reconcile)。',
  }
}
