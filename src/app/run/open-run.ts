import { type Context, requireRole } from '../../access/context.ts'
import { requireOwnCounty } from '../../access/own-county.ts'
import { appendAudit } from '../../db/audit.store.ts'
import { openMonth } from '../../db/months.store.ts'
import { inTransaction, type Tx } from '../../db/transaction.ts'
import { isCounty } from '../../kernel/area.ts'
import { isMonth } from '../../kernel/month.ts'
import { Refused } from '../../kernel/refusal.ts'
import { lockCounty } from '../../run/lock.store.ts'
import { insertRun, type RunsOf, runsSoFar, untouchedRun } from '../../run/opening.store.ts'
import { RUN_REFUSALS } from '../../run/refusals.ts'
import { findLiveRun, findRun, type Run } from '../../run/run.store.ts'
import { approvedMonths } from '../../run/run-months.store.ts'
import type { RunKind } from '../../run/run-state.ts'

const KIND_LETTERS: Record<RunKind, string> = { regular: 'R', price: 'P', supplementary: 'S' }

/** Opens a run; where one of this county, month and kind is live already, that one is given back unchanged. */
export async function openRun(context: Context, request: RunsOf): Promise<{ run: Run; opened: boolean }> {
  await requireRole(context, 'maker')
  return await inTransaction(context.database.pool, async (tx) => {
    const empty = await emptySupplementary(tx, context, request)
    return empty ? { run: empty, opened: false } : await openRunIn(tx, context, request)
  })
}

/** A supplementary run that the same person has opened and put nothing into: opening it again is the same step. */
async function emptySupplementary(tx: Tx, { actor }: Context, { county, month, kind }: RunsOf): Promise<Run | null> {
  if (kind !== 'supplementary' || !isCounty(county) || !isMonth(month)) return null
  await lockCounty(tx, county)
  const number = await untouchedRun(tx, { county, month, kind }, actor)
  return number === null ? null : await findRun(tx.sql, number)
}

/** Opens a run as part of a step that has made sure who acts. */
export async function openRunIn(tx: Tx, context: Context, request: RunsOf): Promise<{ run: Run; opened: boolean }> {
  checkRequest(request)
  requireOwnCounty(context, request.county)
  await lockCounty(tx, request.county)
  const before = await runsSoFar(tx.sql, request)
  const sequence = request.kind === 'supplementary' ? before.sequence + 1 : 1
  const live = await findLiveRun(tx.sql, { ...request, sequence })
  if (live) return { run: live, opened: false }
  await refuseMonthBeforeFirst(tx, request)
  const { county, month, kind } = request
  const number = `${county}-${month.replace('-', '')}-${KIND_LETTERS[kind]}${before.count + 1}`
  const at = context.now()
  await openMonth(tx.client, month)
  await insertRun(tx.sql, { county, month, kind, number, sequence, maker: context.actor, at })
  await appendAudit(tx, county, { at, actor: context.actor, action: 'run.open', detail: number })
  return { run: await findRun(tx.sql, number), opened: true }
}

function checkRequest({ county, month }: RunsOf): void {
  if (!isCounty(county)) {
    throw new Refused(RUN_REFUSALS['run.county-invalid'](county))
  }
  if (!isMonth(month)) {
    throw new Refused(RUN_REFUSALS['run.month-invalid'](month))
  }
}

/** A month before the system's first is never worked out, nor is an index month. */
async function refuseMonthBeforeFirst(tx: Tx, { county, kind, month }: RunsOf): Promise<void> {
  if (kind === 'supplementary') return
  const { first } = await approvedMonths(tx.sql, county)
  if (first === null || month >= first) return
  throw new Refused(RUN_REFUSALS['run.before-first-month'](county, first, month))
}
