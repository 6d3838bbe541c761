import { findRun, type Run, recordEvent, refuseWhenMoved } from '../approval/run.store.ts'
import { moveOf } from '../approval/run-state.ts'
import {
  countedBy,
  insertPriors,
  type PriorRun,
  priorRuns,
  samePriors,
} from '../calculation/arrears/prior-runs.store.ts'
import {
  type Attempt,
  type FinishedChunk,
  finishAttempt,
  insertAttempt,
  knowledgeNow,
  latestAttempt,
  NO_PROGRESS,
  type Progress,
  saveChunk,
  systemFirstMonth,
} from '../calculation/calculation.store.ts'
import type { CaseOutcome } from '../calculation/case-result.ts'
import { listMatches } from '../calculation/match-warnings.store.ts'
import { listUndecided } from '../calculation/undecided.store.ts'
import { wasAnswered } from '../db/lost-reply.ts'
import { refreshMonthStatistics, refreshStatistics } from '../db/statistics.ts'
import { inTransaction } from '../db/transaction.ts'
import type { Month } from '../kernel/month.ts'
import { Refused } from '../kernel/refusal.ts'
import { formPayments } from '../passbook/payments.store.ts'

import { boundMemory } from './bounded-memory.ts'
import { loadCaseComputer, loadDecisions } from './case-computer.ts'
import { type CaseChunk, streamCases } from './case-stream.ts'
import { codeRevision } from './code-revision.ts'
import { type Context, requireRole } from './context.ts'

import type { SettledOutcome } from './settle-chunk.ts'
import { shanghaiMonth } from './shanghai-time.ts'

export interface CalculationResult {
  readonly run: Run
  readonly attempt: Attempt
  /** `unchanged`: nothing new is known since it was calculated; `resumed`: an interrupted attempt was taken on. */
  readonly how: 'calculated' | 'resumed' | 'unchanged'
}

/** Households worked out and stored in one transaction. The result does not depend on it. */
export const DEFAULT_CHUNK = 4000

/** Works out the run's month for every enrolled household and stores lines, exceptions and payments. */
export async function calculateRun(
  context: Context,
  number: string,
  { chunkSize = DEFAULT_CHUNK }: { readonly chunkSize?: number } = {},
): Promise<CalculationResult> {
  await requireRole(context, 'maker')
  const run = await findRun(context.database.sql, number)
  const move = moveOf(run.number, run.state, 'calculate')
  if ('refusal' in move) throw new Refused(move.refusal)
  const { attempt, priors, how } = await chooseAttempt(context, run)
  if (how === 'unchanged') return { run, attempt, how }
  try {
    const progress = await calculateCases(context, run, attempt, priors, chunkSize)
    await refreshMonthStatistics(context.database.pool, run.month)
    const calculated = await conclude(context, run, attempt)
    return { run: calculated, attempt: { ...attempt, progress, finished: true }, how }
  } catch (error) {
    // somebody who submits or voids the run meanwhile makes any step of it fail: what matters is who
    if (wasAnswered(error) || error instanceof Refused) await refuseWhenMoved(context.database.sql, run)
    throw error
  }
}

type Chosen = Pick<CalculationResult, 'attempt' | 'how'> & { readonly priors: readonly PriorRun[] }

/** Takes up an attempt that was interrupted, finds that nothing is new, or begins one that knows what is known now. */
async function chooseAttempt(context: Context, run: Run): Promise<Chosen> {
  return await inTransaction(context.database.pool, async (tx) => {
    const now = { ...(await knowledgeNow(tx, run.county)), codeRevision: codeRevision() }
    await refuseWhenMoved(tx.sql, run)
    const firstMonth = (await systemFirstMonth(tx.sql, run.county)) ?? run.month
    const priors = await priorRuns(tx.client, run)
    const latest = await latestAttempt(tx.sql, run)
    const sameCode = latest?.codeRevision === now.codeRevision && latest.firstMonth === firstMonth
    const sameBefore = latest !== null && samePriors(await countedBy(tx.client, run, latest.attempt), priors)
    if (latest && sameCode && sameBefore && !latest.finished) return { attempt: latest, priors, how: 'resumed' }
    if (latest && sameCode && sameBefore && knowsAll(latest, now, run))
      return { attempt: latest, priors, how: 'unchanged' }
    const begun = { ...now, ...whenKnown(context, run), attempt: (latest?.attempt ?? 0) + 1, firstMonth }
    await insertAttempt(tx, run, begun, context.actor)
    await insertPriors(tx, run, begun.attempt, priors)
    return {
      attempt: { ...begun, lastHousehold: null, progress: NO_PROGRESS, finished: false },
      priors,
      how: 'calculated',
    }
  })
}

function knowsAll(latest: Attempt, now: Pick<Attempt, 'known' | 'policyRevision' | 'indexKnown'>, run: Run): boolean {
  const sameFacts = latest.known === now.known && latest.policyRevision === now.policyRevision
  const sameIndices = run.kind !== 'price' || latest.indexKnown === now.indexKnown
  return run.state === 'calculated' && sameFacts && sameIndices
}

/** Accounts are usable up to the month in which the run is calculated, or its own where it runs ahead of the calendar. */
function whenKnown(context: Context, run: Run): { readonly knownAt: string; readonly usableMonth: Month } {
  const knownAt = context.now()
  const month = shanghaiMonth(knownAt)
  return { knownAt, usableMonth: month > run.month ? month : run.month }
}

async function calculateCases(
  context: Context,
  run: Run,
  attempt: Attempt,
  priors: readonly PriorRun[],
  chunkSize: number,
): Promise<Progress> {
  const { pool } = context.database
  const { shared, only, computeChunk } = await loadCaseComputer(context, run, attempt, priors)
  const span = { county: run.county, known: attempt.known, after: attempt.lastHousehold, chunkSize, only }
  let { progress } = attempt
  for await (const chunk of streamCases(pool, span, shared)) {
    const outcomes = await computeChunk(chunk.histories)
    progress = add(progress, outcomes)
    await saveChunk(pool, run, attempt.attempt, finished(chunk, outcomes, progress))
    context.progress('计算', progress.households)
    boundMemory()
  }
  return progress
}

function finished(chunk: CaseChunk, outcomes: readonly SettledOutcome[], progress: Progress): FinishedChunk {
  return { after: chunk.after, lastHousehold: chunk.upTo, outcomes, progress }
}

function add(progress: Progress, outcomes: readonly CaseOutcome[]): Progress {
  let { households, persons, lines, totalFen, exceptions } = progress
  for (const outcome of outcomes) {
    if (outcome.lines.length > 0) households++
    persons += personsReached(outcome)
    for (const line of outcome.lines) totalFen += line.amountFen
    lines += outcome.lines.length
    exceptions += outcome.exceptions.length
  }
  return { households, persons, lines, totalFen, exceptions }
}

/** Whom a household's lines reach: those its own lines are for, or those with lines of their own, whichever are more. */
function personsReached({ lines }: CaseOutcome): number {
  let household = 0
  let own: Set<number> | null = null
  for (const { personNo, persons } of lines) {
    if (personNo === 0) household = Math.max(household, persons)
    else if (own) own.add(personNo)
    else own = new Set([personNo])
  }
  return Math.max(household, own?.size ?? 0)
}

/** Payments, the end of the attempt and the run's new state, together. */
async function conclude(context: Context, run: Run, attempt: Attempt): Promise<Run> {
  return await inTransaction(context.database.pool, async (tx) => {
    const { known, usableMonth } = attempt
    await formPayments(tx, { ...run, attempt: attempt.attempt, known, usableMonth })
    await refreshStatistics(tx.client, ['payment', 'payment_payee'])
    if (run.kind === 'price') {
      await listUndecided(tx, run, attempt, await loadDecisions(tx.sql, run.month, attempt))
    }
    await listMatches(tx, run, attempt.attempt, known)
    await finishAttempt(tx, run, attempt.attempt, context.now())
    const event = { action: 'calculate', actor: context.actor, at: context.now(), attempt: attempt.attempt } as const
    return await recordEvent(tx, run, event)
  })
}
