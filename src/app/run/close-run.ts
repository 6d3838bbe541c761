import { type Context, requireRole } from '../../access/context.ts'
import { typedReason } from '../../access/typed-reason.ts'
import { inTransaction, type Tx } from '../../db/transaction.ts'
import { formatYuanGrouped } from '../../kernel/money.ts'
import { Refused } from '../../kernel/refusal.ts'
import { findRun, type Run, recordEvent, runEvents } from '../../run/run.store.ts'
import type { StepResult } from './runs.ts'

/**
 * Closes a settled run whose every sent payment has an answer from the bank. Money that is still held stays owed to its
 * people, so a run with some is closed only with a reason, which is kept.
 */
export async function closeRun(context: Context, number: string, reason?: string): Promise<StepResult> {
  await requireRole(context, 'checker')
  return await inTransaction(context.database.pool, async (tx) => {
    // no return, decision or withdrawal comes between what is looked at here and the closing
    await tx.sql.selectFrom('run').select('run_id').where('number', '=', number).forUpdate().execute()
    const run = await findRun(tx.sql, number)
    const last = (await runEvents(tx.sql, run)).at(-1)
    if (run.state === 'closed' && last) return { run, changed: false, event: last }
    const { rows } = await tx.client.query(
      `SELECT count(*) AS payments, coalesce(sum(p.amount_fen), 0) AS fen
       FROM batch_payment b JOIN payment p USING (county, run_id, attempt, payment_no)
       WHERE b.county = $1 AND b.run_id = $2 AND NOT EXISTS (
         SELECT FROM outcome_in_force o WHERE o.county = b.county AND o.run_id = b.run_id AND o.payment_no = b.payment_no)`,
      [run.county, run.runId],
    )
    if (run.state === 'settled' && rows[0].payments !== '0') throw new Refused(unanswered(number, rows[0]))
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
  const { rows } = await tx.client.query(
    'SELECT payment_no, count(*) OVER () AS count FROM outcome_question WHERE county = $1 AND run_id = $2 LIMIT 1',
    [run.county, run.runId],
  )
  if (!rows[0]) return
  throw new Refused({
    code: 'run.outcome-contradicted',
    message: `批次 ${run.number} 还有 ${rows[0].count} 处回盘互相矛盾(如 ${rows[0].payment_no}),款项是否到账没有定论。`,
    remedy:
      '请与银行查明后由经办 huimin returns decide 认定、复核 huimin returns confirm 确认;确需带着疑问关账的,用 --why 写明。',
  })
}

async function refuseHeld(tx: Tx, run: Run): Promise<void> {
  const { rows } = await tx.client.query(
    `SELECT count(*) AS payments, coalesce(sum(amount_fen), 0) AS fen FROM payment p
     WHERE county = $1 AND run_id = $2 AND attempt = $3 AND NOT EXISTS (
       SELECT FROM batch_payment b WHERE b.county = p.county AND b.run_id = p.run_id AND b.payment_no = p.payment_no)`,
    [run.county, run.runId, run.attempt],
  )
  const { payments, fen } = rows[0]
  if (payments === '0') return
  throw new Refused({
    code: 'run.payments-held',
    message: `批次 ${run.number} 还有 ${payments} 笔共 ${formatYuanGrouped(BigInt(fen))} 元暂缓未发,关账后不能再从本批次发出。`,
    remedy: '请先补齐账户并再执行一次 huimin export;确需带着暂缓款关账的,用 --why 写明原因和去向。',
  })
}

function unanswered(number: string, { payments, fen }: { payments: string; fen: string }) {
  return {
    code: 'run.payments-unanswered',
    message: `批次 ${number} 还有 ${payments} 笔共 ${formatYuanGrouped(BigInt(fen))} 元银行没有答复,不能关账。`,
    remedy: '请向银行索取补充回盘并导入;名单见「未回盘.csv」(huimin reconcile)。',
  }
}
