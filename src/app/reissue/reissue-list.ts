import { type Context, requireRole } from '../../access/context.ts'
import { inTransaction, type Tx } from '../../db/transaction.ts'
import { type Month, monthsBetween } from '../../kernel/month.ts'
import { Refused } from '../../kernel/refusal.ts'
import { shanghaiMonth } from '../../kernel/shanghai-time.ts'
import { usableMonthOf } from '../../payment/account-choice.store.ts'
import { knowledgeOf } from '../../registry/county-knowledge.store.ts'
import {
  listOutstanding,
  type Outstanding,
  OVERDUE_MONTHS,
  type Overdue,
  overdueFailures,
} from '../../reissue/outstanding.store.ts'
import { REISSUE_REFUSALS } from '../../reissue/refusals.ts'
import { gatherReissuable } from '../../reissue/reissuable.store.ts'
import { knownToFirst } from '../../reissue/reissue.store.ts'
import type { OUTSTANDING_NAMES, WaitReason } from '../../reissue/wait-reason.ts'
import { findRun } from '../../run/run.store.ts'

export interface ListedFailure extends Outstanding {
  readonly ageMonths: number
  /** Why it waits; null when it can be sent again now, or is in a run. */
  readonly waits: WaitReason | null
  readonly overdue: boolean
}

/** Under which name it stands: what waits for nothing can be sent again now. */
export function standingName({ state, waits }: ListedFailure): keyof typeof OUTSTANDING_NAMES {
  return state === 'waiting' && waits === null ? 'ready' : state
}

/** Everything that failed or was misdirected and is not paid again, with its age, the oldest first. */
export async function listReissues(
  context: Context,
  { county, olderThan }: { readonly county?: string; readonly olderThan?: number } = {},
): Promise<ListedFailure[]> {
  await requireRole(context, 'maker', 'checker', 'auditor', 'admin')
  const month = shanghaiMonth(context.now())
  const overdueAfter = overdueMonths()
  return await inTransaction(context.database.pool, async (tx) => {
    const rows = await listOutstanding(tx, county ?? null)
    const waits = await waitReasons(tx, context, rows)
    return rows
      .map((row) => {
        const ageMonths = monthsBetween(row.since, month)
        const reason = row.state === 'waiting' ? (waits.get(`${row.runId} ${row.paymentNo}`) ?? null) : null
        return { ...row, ageMonths, waits: reason, overdue: ageMonths > overdueAfter }
      })
      .filter(({ ageMonths }) => olderThan === undefined || ageMonths > olderThan)
  })
}

/** What a county's people have waited for too long, as of now: for the reports that shout about it. */
export async function overdueNow(context: Context, county: string): Promise<Overdue> {
  const month: Month = shanghaiMonth(context.now())
  const months = overdueMonths()
  return await inTransaction(context.database.pool, (tx) => overdueFailures(tx, { county, month, months }))
}

/** The same for the county of a run. */
export async function overdueOf(context: Context, number: string): Promise<Overdue> {
  return await overdueNow(context, (await findRun(context.database.sql, number)).county)
}

/** `HUIMIN_OVERDUE_MONTHS`, else three: what waits longer is shouted about. */
function overdueMonths(): number {
  const set = process.env.HUIMIN_OVERDUE_MONTHS
  if (set === undefined || set === '') return OVERDUE_MONTHS
  if (/^\d{1,3}$/.test(set)) return Number(set)
  throw new Refused(REISSUE_REFUSALS['reissue.overdue-setting'](set, OVERDUE_MONTHS))
}

async function waitReasons(tx: Tx, context: Context, rows: readonly Outstanding[]): Promise<Map<string, WaitReason>> {
  const found = new Map<string, WaitReason>()
  const waiting = rows.filter(({ state }) => state === 'waiting')
  for (const { county, run, runId } of new Map(waiting.map((row) => [row.runId, row])).values()) {
    const known = (await knowledgeOf(tx.sql, county))!
    const { month } = await findRun(tx.sql, run)
    const agentNamedAfter = await knownToFirst(tx, { county, runId })
    const usableMonth = usableMonthOf(month, context.now())
    for (const one of await gatherReissuable(tx, { county, runId, month, known, usableMonth, agentNamedAfter })) {
      if (one.waits) found.set(`${runId} ${one.paymentNo}`, one.waits)
    }
  }
  return found
}
