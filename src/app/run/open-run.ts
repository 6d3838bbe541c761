import { type Context, requireRole } from '../../access/context.ts'
import { requireOwnCounty } from '../../access/own-county.ts'
import { appendAudit } from '../../db/audit.store.ts'
import { openMonth } from '../../db/months.store.ts'
import { inTransaction, type Tx } from '../../db/transaction.ts'
import { countyFault, isCounty } from '../../kernel/area.ts'
import { isMonth } from '../../kernel/month.ts'
import { Refused } from '../../kernel/refusal.ts'
import { lockCounty } from '../../run/lock.store.ts'
import { findLiveRun, findRun, type Run } from '../../run/run.store.ts'
import type { RunKind } from '../../run/run-state.ts'
import { APPROVED_STATES } from '../../run/run-state.ts'

export interface OpenRequest {
  readonly county: string
  readonly month: string
  readonly kind: RunKind
}

const KIND_LETTERS: Record<RunKind, string> = { regular: 'R', price: 'P', supplementary: 'S' }

/** Opens a run; where one of this county, month and kind is live already, that one is given back unchanged. */
export async function openRun(context: Context, request: OpenRequest): Promise<{ run: Run; opened: boolean }> {
  await requireRole(context, 'maker')
  return await inTransaction(context.database.pool, async (tx) => {
    const empty = await emptySupplementary(tx, context, request)
    return empty ? { run: empty, opened: false } : await openRunIn(tx, context, request)
  })
}

/** A supplementary run that the same person has opened and put nothing into: opening it again is the same step. */
async function emptySupplementary(
  tx: Tx,
  { actor }: Context,
  { county, month, kind }: OpenRequest,
): Promise<Run | null> {
  if (kind !== 'supplementary' || !isCounty(county) || !isMonth(month)) return null
  await lockCounty(tx, county)
  const { rows } = await tx.client.query(
    `SELECT number FROM run r WHERE county = $1 AND month = $2 AND kind = $3 AND maker = $4 AND state = 'open'
       AND event_no = 0 AND NOT EXISTS (SELECT FROM reissue i WHERE i.county = r.county AND i.run_id = r.run_id)
       AND NOT EXISTS (SELECT FROM put_in i WHERE i.county = r.county AND i.run_id = r.run_id)`,
    [county, month, kind, actor],
  )
  return rows[0] ? await findRun(tx.sql, rows[0].number) : null
}

/** Opens a run as part of a step that has made sure who acts. */
export async function openRunIn(
  tx: Tx,
  context: Context,
  request: OpenRequest,
): Promise<{ run: Run; opened: boolean }> {
  checkRequest(request)
  requireOwnCounty(context, request.county)
  await lockCounty(tx, request.county)
  const sequence = request.kind === 'supplementary' ? await nextSequence(tx, request) : 1
  const live = await findLiveRun(tx.sql, { ...request, sequence })
  if (live) return { run: live, opened: false }
  await refuseMonthBeforeFirst(tx, request)
  const number = await nextNumber(tx, request)
  const at = context.now()
  const { county, month, kind } = request
  await openMonth(tx.client, month)
  await tx.sql
    .insertInto('run')
    .values({ county, month, kind, number, sequence, maker: context.actor, opened_at: at })
    .execute()
  await appendAudit(tx, county, { at, actor: context.actor, action: 'run.open', detail: number })
  return { run: await findRun(tx.sql, number), opened: true }
}

function checkRequest({ county, month }: OpenRequest): void {
  if (!isCounty(county)) {
    const message = `区县代码「${county}」不对:${countyFault(county)}。`
    throw new Refused({ code: 'run.county-invalid', message, remedy: '请写 6 位区划代码,例如 371302。' })
  }
  if (!isMonth(month)) {
    const message = `月份「${month}」不对。`
    throw new Refused({ code: 'run.month-invalid', message, remedy: '请写成 2026-07 这样的年月。' })
  }
}

/** A month before the system's first is never worked out, nor is an index month. */
async function refuseMonthBeforeFirst(tx: Tx, { county, kind, month }: OpenRequest): Promise<void> {
  if (kind === 'supplementary') return
  const { rows } = await tx.client.query(
    `SELECT min(month) AS first FROM run WHERE county = $1 AND kind = 'regular' AND state = ANY($2)`,
    [county, APPROVED_STATES],
  )
  const first: string | null = rows[0].first
  if (first === null || month >= first) return
  throw new Refused({
    code: 'run.before-first-month',
    message: `${county} 的首个已复核批次是 ${first},不能再开更早的 ${month}。`,
    remedy: '系统首月以前的补贴不由本系统发放;确需补发请人工办理。',
  })
}

async function nextSequence(tx: Tx, { county, month, kind }: OpenRequest): Promise<number> {
  const { rows } = await tx.client.query(
    'SELECT coalesce(max(sequence), 0) + 1 AS next FROM run WHERE county = $1 AND month = $2 AND kind = $3',
    [county, month, kind],
  )
  return rows[0].next
}

async function nextNumber(tx: Tx, { county, month, kind }: OpenRequest): Promise<string> {
  const { rows } = await tx.client.query(
    'SELECT count(*)::int + 1 AS next FROM run WHERE county = $1 AND month = $2 AND kind = $3',
    [county, month, kind],
  )
  return `${county}-${month.replace('-', '')}-${KIND_LETTERS[kind]}${rows[0].next}`
}
