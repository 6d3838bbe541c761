import { type Context, requireRole } from '../../access/context.ts'
import { typedReason } from '../../access/typed-reason.ts'
import { knowledgeNow } from '../../calculation/calculation.store.ts'
import { appendAudit } from '../../db/audit.store.ts'
import { inTransaction, type Tx } from '../../db/transaction.ts'
import type { Fen } from '../../kernel/money.ts'
import { isMonth, type Month, monthsBetween } from '../../kernel/month.ts'
import { Refused } from '../../kernel/refusal.ts'
import { shanghaiMonth } from '../../kernel/shanghai-time.ts'
import { usableMonthOf } from '../../payment/account-choice.store.ts'
import { type Chosen, chooseReissues } from '../../reissue/choose.ts'
import { isStale, lineUpReissues } from '../../reissue/line-up.ts'
import { REISSUE_REFUSALS } from '../../reissue/refusals.ts'
import { gatherReissuable, type Reissuable } from '../../reissue/reissuable.store.ts'
import {
  firstRunId,
  knownToFirst,
  putIn,
  supplementaryInHand,
  type TakenUp,
  takenUp,
} from '../../reissue/reissue.store.ts'
import { paidAgain, standingOf } from '../../reissue/standing.store.ts'
import { lockCounty, lockRun } from '../../run/lock.store.ts'
import { RUN_REFUSALS } from '../../run/refusals.ts'
import { findRun, type Run } from '../../run/run.store.ts'
import { monthOfRun } from '../../run/run-months.store.ts'
import { isAnswered } from '../../run/run-state.ts'
import { openRunIn } from '../run/open-run.ts'

export interface ReissueOptions {
  /** Only these 支付编号; all that can be sent when absent. */
  readonly payments?: readonly string[]
  /** Also what has no corrected account, to the account it failed at; needs a reason. */
  readonly sameAccount?: boolean
  readonly why?: string
  /** Month of the supplementary run; that of the original run when absent. */
  readonly month?: string
}

export interface ReissueResult {
  readonly original: Run
  /** The supplementary run; null when there is none in hand. */
  readonly run: Run | null
  /** False when nothing was put in and nothing was calculated anew. */
  readonly changed: boolean
  readonly putIn: readonly { readonly paymentNo: string; readonly newPaymentNo: string; readonly amountFen: Fen }[]
  readonly waiting: readonly Reissuable[]
  /** How long people have waited for the money of this run, in months. */
  readonly ageMonths: number
  /** What somebody, this person or another, had put into a supplementary run before. */
  readonly already: readonly TakenUp[]
}

/**
 * Sends money again that came back, or that went to a wrong account, where a corrected account is known by now: puts it
 * into a supplementary run of the original run and calculates that. Each failure goes into one run only; again changes
 * nothing.
 */
export async function reissueRun(
  context: Context,
  number: string,
  options: ReissueOptions = {},
): Promise<ReissueResult> {
  await requireRole(context, 'maker')
  checkOptions(options)
  return await inTransaction(context.database.pool, async (tx) => {
    const original = await lockOriginal(tx, number)
    const already = await takenUp(tx.sql, original)
    const inHand = await supplementaryInHand(tx.sql, original, options.month ?? null)
    const month = inHand?.month ?? options.month ?? original.month
    const now = { known: (await knowledgeNow(tx, original.county)).known, at: context.now() }
    const found = await gatherReissuable(tx, await asOf(tx, original, month, now))
    const chosen = await choose(tx, original, found, already, options)
    const run = await supplement(tx, context, original, {
      month,
      inHand,
      chosen,
      now,
      why: typedReason(options.why ?? ''),
    })
    const first = await monthOfRun(tx.sql, { ...original, runId: await firstRunId(tx.sql, original) })
    return {
      original,
      ...run,
      putIn: run.run === null ? [] : await paidAgain(tx.client, run.run, chosen.paymentNos),
      waiting: chosen.waiting,
      ageMonths: monthsBetween(first, shanghaiMonth(now.at)),
      already,
    }
  })
}

function checkOptions({ sameAccount, why, month }: ReissueOptions): void {
  if (sameAccount && !why?.trim()) throw new Refused(REISSUE_REFUSALS['reissue.reason-missing']())
  if (month !== undefined && !isMonth(month)) throw new Refused(RUN_REFUSALS['run.month-invalid'](month))
}

/** The original run with its county and itself locked: reissues of it go one after another, and no return meanwhile. */
async function lockOriginal(tx: Tx, number: string): Promise<Run> {
  const { county, runId } = await findRun(tx.sql, number)
  await lockCounty(tx, county)
  await lockRun(tx, { county, runId })
  const run = await findRun(tx.sql, number)
  if (isAnswered(run.state)) return run
  throw new Refused(REISSUE_REFUSALS['reissue.not-settled'](number, run.state))
}

type Now = { readonly known: number; readonly at: string }

async function asOf(tx: Tx, { county, runId }: Run, month: Month, now: Now) {
  const agentNamedAfter = await knownToFirst(tx, { county, runId })
  return { county, runId, month, known: now.known, usableMonth: usableMonthOf(month, now.at), agentNamedAfter }
}

async function choose(
  tx: Tx,
  original: Run,
  found: readonly Reissuable[],
  already: readonly TakenUp[],
  options: ReissueOptions,
): Promise<Chosen> {
  const { payments = null, sameAccount = false } = options
  const strange = (payments ?? []).filter(
    (no) => !found.some((one) => one.paymentNo === no) && !already.some((one) => one.paymentNo === no),
  )
  const standing = await standingOf(tx.client, original, strange)
  const chosen = chooseReissues(found, { run: original.number, payments, sameAccount, standing })
  if (chosen.problems.length > 0) throw new Refused(chosen.problems)
  return chosen
}

interface Supplement {
  readonly month: Month
  readonly inHand: Run | null
  readonly chosen: Chosen
  readonly now: Now
  /** Empty where nobody gave a reason. */
  readonly why: string
}

/** Puts what was chosen into the run in hand, or into a new one, and calculates it where anything is new. */
async function supplement(
  tx: Tx,
  context: Context,
  original: Run,
  { month, inHand, chosen, now, why }: Supplement,
): Promise<{ run: Run | null; changed: boolean }> {
  const { paymentNos, totalFen } = chosen
  if (paymentNos.length === 0) {
    if (inHand === null || !(await isStale(tx, inHand, now))) return { run: inHand, changed: false }
    return { run: await lineUpReissues(tx, context, inHand), changed: true }
  }
  const { county } = original
  const run = inHand ?? (await openRunIn(tx, context, { county, month, kind: 'supplementary' })).run
  const { actor } = context
  const at = now.at
  await putIn(tx, run, original, { paymentNos, why: why || null, actor, at })
  const detail = `${run.number} from ${original.number} ${paymentNos.length} payments ${totalFen} fen${why && ` ${why}`}`
  await appendAudit(tx, county, { at, actor, action: 'reissue.put-in', detail })
  return { run: await lineUpReissues(tx, context, run), changed: true }
}
