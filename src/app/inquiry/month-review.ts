import { type Context, requireRole } from '../../access/context.ts'
import { planForBulk } from '../../db/bulk-plan.ts'
import { readAtOneInstant } from '../../db/snapshot.ts'
import { inTransaction } from '../../db/transaction.ts'
import { Refused } from '../../kernel/refusal.ts'
import { type Change, readChanges } from '../../reconciliation/change-report.store.ts'
import { type ChangeTotal, summariseChanges } from '../../reconciliation/change-summary.store.ts'
import { previousRun } from '../../reconciliation/month-change.store.ts'
import { REPORT_REFUSALS } from '../../reports/refusals.ts'
import { findRun, runEvents } from '../../run/run.store.ts'

/** The first page of what a reviewer looks at: this run beside the one before. */
export interface MonthReview {
  readonly run: string
  readonly month: string
  readonly totals: readonly ChangeTotal[]
  /** The month compared with; null where there is nothing to compare with. */
  readonly before: string | null
  readonly largest: readonly Change[]
}

const LARGEST = 20

/** Compares a calculated run with the one before it: totals by township and programme, and the largest changes. */
export async function reviewMonth(context: Context, number: string): Promise<MonthReview> {
  await requireRole(context, 'maker', 'checker', 'auditor', 'admin')
  return await inTransaction(context.database.pool, async (tx) => {
    await readAtOneInstant(tx)
    await planForBulk(tx)
    const run = await findRun(tx.sql, number)
    const sealed = (await runEvents(tx.sql, run)).findLast(({ action }) => action === 'approve')
    const attempt = sealed?.attempt ?? run.attempt
    if (attempt === null) throw new Refused(REPORT_REFUSALS['review.not-calculated'](number))
    const of = { ...run, attempt }
    const before = await previousRun(tx, of)
    const totals = await summariseChanges(tx, of, before)
    const largest: Change[] = []
    if (before) for await (const some of readChanges(tx, context.cipher, of, before, LARGEST)) largest.push(...some)
    return { run: number, month: run.month, totals, before: before?.month ?? null, largest }
  })
}
