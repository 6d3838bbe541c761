import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import type pg from 'pg'
import type { Context } from '../src/access/context.ts'
import { DEFAULT_CHUNK } from '../src/app/calculate/calculate-run.ts'
import type { CalculationResult } from '../src/calculation/engine/calculate-attempt.ts'
import type { Run } from '../src/run/run.store.ts'
import { differencesBetween, type LineDifferences } from './compare-lines.ts'
import { bareCopy, keepLineBytes } from './copy-floor.ts'
import { prepareCounty } from './county.ts'
import { freshRun, restart } from './fresh-run.ts'
import type { CountySize, MadeCounty } from './make-data.ts'
import { secondsOf } from './measure.ts'
import { asOwner } from './owner.ts'
import { forgetPeak, forgetServerPeak, peakMiB, serverPeakMiB } from './peak-memory.ts'
import { measurePhases, type PhaseSeconds } from './phases.ts'
import { storeSameLines } from './same-lines.ts'
import { type Banks, type MonthPeople, type SettledMonth, settleMonth } from './settle-month.ts'
import { calculateWith } from './workers.ts'

/** One measurement of each, taken one after the other on the same rows; seconds. */
interface Round {
  /** The whole of `run calculate`: lines, exceptions, payments. */
  readonly calculate: number
  /** Of these, until the last line and exception was stored. */
  readonly lines: number
  readonly sql: number
  readonly floor: number
  /** Of the calculation. */
  readonly peakMiB: number
  /** Of the server's largest process meanwhile; null where the system does not tell. */
  readonly serverPeakMiB: number | null
  readonly month: SettledMonth
}

export interface SpeedComparison extends MadeCounty {
  /** Of `run calculate`. */
  readonly workers: number
  readonly lines: number
  readonly exceptions: number
  readonly rounds: readonly Round[]
  readonly phases: PhaseSeconds
  readonly differences: LineDifferences
  /** On the disk, with indexes. */
  readonly bytesPerLine: number
}

const SQL_LINES = 'bench_sql_line'
const FLOOR_LINES = 'bench_floor_line'

/**
 * Makes a county and measures its month: `run calculate`, what follows it to the reconciled bank file, the hand-written
 * SQL for the same lines, the bare COPY.
 */
export async function compareSpeed(
  context: Context,
  size: CountySize,
  { repeat, banks, workers }: { readonly repeat: number; readonly banks: Banks; readonly workers: number },
): Promise<SpeedComparison> {
  const { made, maker, checker } = await prepareCounty(context, size)
  return await asOwner(context.database.ownerUrl, async (owner) => {
    for (const table of [SQL_LINES, FLOOR_LINES]) await owner.query(`CREATE TABLE ${table} (LIKE line INCLUDING ALL)`)
    const rounds: Round[] = []
    let last: CalculationResult | undefined
    for (let i = 0; i < repeat; i++) {
      const { round, result } = await measureRound({ maker, checker, banks }, owner, i, workers)
      rounds.push(round)
      last = result
    }
    const { progress } = last!.attempt
    const differences = await differencesBetween(owner, 'line', SQL_LINES)
    const bytesPerLine = await bytesStored(owner, progress.lines)
    const phases = await measurePhases(maker, await freshRun(maker, owner), last!.attempt, DEFAULT_CHUNK)
    const { lines, exceptions } = progress
    return { ...made, workers, lines, exceptions, rounds, phases, differences, bytesPerLine }
  })
}

async function measureRound(people: MonthPeople, owner: pg.Client, no: number, workers: number) {
  const { maker } = people
  const run = await freshRun(maker, owner)
  forgetServerPeak(await backendOf(owner))
  const { result, ...calculation } = await timedCalculation(maker, run, workers)
  const serverPeak = serverPeakMiB(await backendOf(owner))
  const { attempt, known } = result.attempt
  const month = await settleMonth(people, run.number, join(maker.home, `round-${no}`))
  await restart(owner, SQL_LINES)
  const { ownerUrl } = maker.database
  const sql = await storeSameLines(ownerUrl, SQL_LINES, { runId: run.runId, attempt, known }, workers)
  const bytes = join(maker.home, 'lines.copy')
  await keepLineBytes(owner, bytes)
  await restart(owner, FLOOR_LINES)
  const floor = await secondsOf(() => bareCopy(owner, FLOOR_LINES, bytes))
  const round: Round = { ...calculation, serverPeakMiB: serverPeak, sql, floor, month }
  return { round, result }
}

async function timedCalculation(maker: Context, run: Run, workers: number) {
  forgetPeak()
  const begun = performance.now()
  let linesStored = begun
  const noting = {
    ...maker,
    progress: () => {
      linesStored = performance.now()
    },
  }
  const result = await calculateWith(noting, run.number, workers)
  const ended = performance.now()
  return {
    result,
    calculate: (ended - begun) / 1000,
    lines: (linesStored - begun) / 1000,
    peakMiB: peakMiB(),
  }
}

async function backendOf(owner: pg.Client): Promise<number> {
  return (await owner.query('SELECT pg_backend_pid() AS pid')).rows[0].pid
}

async function bytesStored(owner: pg.Client, lines: number): Promise<number> {
  const { rows } = await owner.query(
    "SELECT sum(pg_total_relation_size(relid))::float8 AS bytes FROM pg_partition_tree('line')",
  )
  return Math.round(rows[0].bytes / lines)
}
