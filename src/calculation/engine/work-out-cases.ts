import type { Context } from '../../access/context.ts'
import type { Asking } from '../../db/statement.ts'
import { hasMoreHouseholds } from '../../registry/household-reader.store.ts'
import type { Run } from '../../run/run.store.ts'
import type { PriorRun } from '../arrears/prior-runs.store.ts'
import { type Attempt, type Progress, whereItStands } from '../calculation.store.ts'
import { CalculationCrew, type Hand, HandLost } from './calculation-crew.ts'
import { loadCaseBasis } from './case-computer.ts'
import { CaseProgress } from './case-progress.ts'
import { spansOf } from './case-stream.ts'
import { HandProcess } from './hand-process.ts'
import { type CalculationWork, SpanWorker } from './span-worker.ts'

/** How the work is cut up and shared out. The result depends on neither. */
export interface WorkOptions {
  /** Households worked out and stored in one transaction. */
  readonly chunkSize: number
  /** Processes that work at it at most, this one included. */
  readonly workers: number
}

/** Works out every case that the attempt has not stored yet; a process that is lost costs what it had not stored. */
export async function workOutCases(
  context: Context,
  run: Run,
  attempt: Attempt,
  priors: readonly PriorRun[],
  { chunkSize, workers }: WorkOptions,
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
  { chunkSize, workers }: WorkOptions,
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
