import { availableParallelism } from 'node:os'
import { type Context, requireRole } from '../../access/context.ts'
import {
  countedBy,
  insertPriors,
  type PriorRun,
  priorRuns,
  samePriors,
} from '../../calculation/arrears/prior-runs.store.ts'
import {
  type Attempt,
  finishAttempt,
  insertAttempt,
  knowledgeNow,
  latestAttempt,
  NO_PROGRESS,
  type Progress,
  systemFirstMonth,
  whereItStands,
} from '../../calculation/calculation.store.ts'
import { CalculationCrew, type Hand, HandLost } from '../../calculation/engine/calculation-crew.ts'
import { loadCaseBasis, loadDecisions } from '../../calculation/engine/case-computer.ts'
import { CaseProgress } from '../../calculation/engine/case-progress.ts'
import { spansOf } from '../../calculation/engine/case-stream.ts'
import { codeRevision } from '../../calculation/engine/code-revision.ts'
import { HandProcess } from '../../calculation/engine/hand-process.ts'
import { type CalculationWork, SpanWorker } from '../../calculation/engine/span-worker.ts'
import { listMatches } from '../../calculation/match-warnings.store.ts'
import { listUndecided } from '../../calculation/undecided.store.ts'
import { wasAnswered } from '../../db/lost-reply.ts'
import { refreshMonthStatistics, refreshRunStatistics } from '../../db/statistics.ts'
import { inTransaction } from '../../db/transaction.ts'
import type { Month } from '../../kernel/month.ts'
import { Refused } from '../../kernel/refusal.ts'
import { shanghaiMonth } from '../../kernel/shanghai-time.ts'
import { formPayments } from '../../payment/payments.store.ts'
import { type Asking, hasMoreHouseholds } from '../../registry/household-reader.store.ts'
import { findRun, type Run, recordEvent, refuseWhenMoved } from '../../run/run.store.ts'
import { moveOf } from '../../run/run-state.ts'

export interface CalculationResult {
  readonly run: Run
  readonly attempt: Attempt
  /** `unchanged`: nothing new is known since it was calculated; `resumed`: an interrupted attempt was taken on. */
  readonly how: 'calculated' | 'resumed' | 'unchanged'
}

/**
 * What a command does when nobody says otherwise: a process for every two cores, where there is work for so many. One
 * keeps two cores busy, its own and the server's, which reads for it and stores for it meanwhile.
 */
export const USUAL: Required<Pick<CalculationOptions, 'workers'>> = {
  workers: Math.max(1, availableParallelism() >> 1),
}

export interface CalculationOptions {
  readonly chunkSize?: number
  /** Processes that work at it at most, this one included. The result does not depend on it. */
  readonly workers?: number
}

/** Households worked out and stored in one transaction. The result does not depend on it. */
export const DEFAULT_CHUNK = 2000

/** Works out the run's month for every enrolled household and stores lines, exceptions and payments. */
export async function calculateRun(
  context: Context,
  number: string,
  { chunkSize = DEFAULT_CHUNK, workers = 1 }: CalculationOptions = {},
): Promise<CalculationResult> {
  await requireRole(context, 'maker')
  const run = await findRun(context.database.sql, number)
  const move = moveOf(run.number, run.state, 'calculate')
  if ('refusal' in move) throw new Refused(move.refusal)
  const { attempt, priors, how } = await chooseAttempt(context, run)
  if (how === 'unchanged') return { run, attempt, how }
  try {
    const progress = await calculateCases(context, run, attempt, priors, { chunkSize, workers })
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
  { chunkSize, workers }: Required<CalculationOptions>,
): Promise<Progress> {
  const basis = await loadCaseBasis(context, run, attempt, priors)
  for (let at = attempt, most = workers; ; most--) {
    try {
      return await calculateFrom(context, { run, attempt: at, basis }, { chunkSize, workers: most })
    } catch (error) {
      // what a lost process had not stored was rolled back: this one goes on behind the last chunk that is whole
      if (!(error instanceof HandLost)) throw error
      at = await whereItStands(context.database.pool, run, attempt)
    }
  }
}

async function calculateFrom(
  context: Context,
  work: CalculationWork,
  { chunkSize, workers }: Required<CalculationOptions>,
): Promise<Progress> {
  const { run, attempt, basis } = work
  const { pool } = context.database
  const hands: Hand[] = []
  try {
    const after = attempt.lastHousehold
    const helpers = basis.only ? 0 : await helpersFor(pool, run.county, after, chunkSize, workers - 1)
    for (let i = 0; i < helpers; i++) hands.push(new HandProcess(context, work))
    hands.push(await SpanWorker.open(context, work))
    const range = { county: run.county, known: attempt.known, after, chunkSize, only: basis.only }
    const told = new CaseProgress(context, '计算', range)
    const stored = (own: Progress) => told.passed(own.households)
    return await new CalculationCrew(spansOf(pool, range), attempt.progress, stored).work(hands)
  } finally {
    for (const hand of hands) await hand.close()
  }
}

/** Chunks that must be left for each process that works along: fewer, and starting it costs more than it does. */
const CHUNKS_WORTH_A_PROCESS = 4

/** How many processes are worth starting for the households that are left, at most so many. */
async function helpersFor(client: Asking, county: string, after: string | null, chunkSize: number, most: number) {
  for (let helpers = most; helpers > 0; helpers--) {
    const rows = helpers * CHUNKS_WORTH_A_PROCESS * chunkSize
    if (await hasMoreHouseholds(client, county, after, rows)) return helpers
  }
  return 0
}

/** Payments, the end of the attempt and the run's new state, together. */
async function conclude(context: Context, run: Run, attempt: Attempt): Promise<Run> {
  return await inTransaction(context.database.pool, async (tx) => {
    const { known, usableMonth } = attempt
    await formPayments(tx, { ...run, attempt: attempt.attempt, known, usableMonth })
    await refreshRunStatistics(tx.client)
    if (run.kind === 'price') {
      await listUndecided(tx, run, attempt, await loadDecisions(tx.sql, run.month, attempt))
    }
    await listMatches(tx, run, attempt.attempt, known)
    await finishAttempt(tx, run, attempt.attempt, context.now())
    const event = { action: 'calculate', actor: context.actor, at: context.now(), attempt: attempt.attempt } as const
    return await recordEvent(tx, run, event)
  })
}
