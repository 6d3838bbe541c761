import { findRun, recordEvent, runEvents } from '../approval/run.store.ts'
import { inTransaction } from '../db/transaction.ts'
import { formatYuanGrouped } from '../kernel/money.ts'
import { Refused } from '../kernel/refusal.ts'
import { type Context, requireRole } from './context.ts'
import type { StepResult } from './runs.ts'

/** Closes a settled run whose every sent payment has an answer from the bank; the money that is open is named otherwise. */
export async function closeRun(context: Context, number: string): Promise<StepResult> {
  await requireRole(context, 'checker')
  return await inTransaction(context.database.pool, async (tx) => {
    const run = await findRun(tx.sql, number)
    const last = (await runEvents(tx.sql, run)).at(-1)
    if (run.state === 'closed' && last) return { run, changed: false, event: last }
    const { rows } = await tx.client.query(
      `SELECT count(*) AS payments, coalesce(sum(p.amount_fen), 0) AS fen
       FROM batch_payment b JOIN payment p USING (county, run_id, attempt, payment_no)
       WHERE b.county = $1 AND b.run_id = $2 AND NOT EXISTS (
         SELECT FROM outcome o WHERE o.county = b.county AND o.run_id = b.run_id AND o.payment_no = b.payment_no)`,
      [run.county, run.runId],
    )
    if (run.state === 'settled' && rows[0].payments !== '0') throw new Refused(unanswered(number, rows[0]))
    const moved = await recordEvent(tx, run, { action: 'close', actor: context.actor, at: context.now() })
    return { run: moved, changed: true, event: (await runEvents(tx.sql, moved)).at(-1)! }
  })
}

function unanswered(number: string, { payments, fen }: { payments: string; fen: string }) {
  return {
    code: 'run.payments-unanswered',
    message: `批次 ${number} 还有 ${payments} 笔共 ${formatYuanGrouped(BigInt(fen))} 元银行没有答复,不能关账。`,
    remedy: '请向银行索取补充回盘并导入;名单见「未回盘.csv」(huimin reconcile)。',
  }
}
