import { setTimeout as pause } from 'node:timers/promises'
import { type Context, requireRole } from '../../access/context.ts'
import type { CalculationResult } from '../../calculation/engine/calculate-attempt.ts'
import type { Problem } from '../../kernel/problem.ts'
import { Refused } from '../../kernel/refusal.ts'
import { anyWaits, claimRun } from '../../run/run-claim.store.ts'
import { calculateRun, DEFAULT_CHUNK } from './calculate-run.ts'

export interface WorkerOptions {
  /** Wait for more when nothing is left, instead of ending. */
  readonly watch?: boolean
  /** Aborted when the process is asked to stop: the run under way is finished, no other is begun. */
  readonly stop?: AbortSignal
  readonly chunkSize?: number
  /** Told each run as it ends. */
  readonly onRun?: (worked: WorkedRun) => void
}

/** A run that this worker brought to its end, or that was refused. */
export interface WorkedRun {
  readonly run: string
  readonly how: CalculationResult['how'] | 'refused'
  readonly lines: number
  readonly totalFen: bigint
  readonly problems: readonly Problem[]
}

const POLL_MS = 1000

/**
 * Works out the runs that makers have opened, one after the other, as one of any number of workers on any number of
 * machines. It ends when none waits any more, also none that another worker has in hand: should that one die, its run is
 * taken up here behind its last stored chunk. It opens, submits, approves and exports nothing.
 */
export async function work(context: Context, options: WorkerOptions = {}): Promise<WorkedRun[]> {
  await requireRole(context, 'maker')
  const { stop, watch = false } = options
  const done: WorkedRun[] = []
  const refused: string[] = []
  while (!stop?.aborted) {
    const worked = await workOnNext(context, options, refused)
    if (worked) {
      if (worked.how === 'refused') refused.push(worked.run)
      options.onRun?.(worked)
      if (!watch) done.push(worked)
    } else {
      if (!watch && !(await anyWaits(context.database.pool, refused))) break
      await pause(POLL_MS, undefined, { signal: stop }).catch(() => {}) // asked to stop: the loop looks
    }
  }
  return done
}

/** Works out the next run and lets go of it; null where there is none to take. A refusal is the run's, not the worker's end. */
async function workOnNext(
  context: Context,
  { chunkSize = DEFAULT_CHUNK }: WorkerOptions,
  except: readonly string[],
): Promise<WorkedRun | null> {
  const claim = await claimRun(context.database.pool, except)
  if (!claim) return null
  const run = claim.number
  try {
    const { how, attempt } = await calculateRun(context, run, { chunkSize })
    return { run, how, lines: attempt.progress.lines, totalFen: attempt.progress.totalFen, problems: [] }
  } catch (error) {
    if (!(error instanceof Refused)) throw error
    return { run, how: 'refused', lines: 0, totalFen: 0n, problems: error.problems }
  } finally {
    await claim.release()
  }
}
