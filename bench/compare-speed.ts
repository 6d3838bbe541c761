import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import type pg from 'pg'
import { type CalculationResult, calculateRun, DEFAULT_CHUNK } from '../src/app/calculate-run.ts'
import type { Context } from '../src/app/context.ts'
import { loadPolicies } from '../src/app/policy-load.ts'
import { openRun } from '../src/app/runs.ts'
import { addUser } from '../src/app/users.ts'
import type { Run } from '../src/approval/run.store.ts'
import { differencesBetween, type LineDifferences } from './compare-lines.ts'
import { bareCopy, keepLineBytes } from './copy-floor.ts'
import { COUNTY, MAKER, MONTH, policyFolder } from './example-county.ts'
import { asOwner, type CountySize, type MadeCounty, makeCounty } from './make-data.ts'
import { secondsOf } from './measure.ts'
import { measurePhases, type PhaseSeconds } from './phases.ts'
import { sameLinesSql } from './same-lines.sql.ts'

/** One measurement of each, taken one after the other on the same rows. */
export interface Round {
  /** The whole of `run calculate`: lines, exceptions, payments. */
  readonly calculate: number
  /** Of these, until the last line and exception was stored. */
  readonly lines: number
  readonly sql: number
  readonly floor: number
  /** Of the process, when the calculation of this round had ended. */
  readonly peakMiB: number
}

export interface SpeedComparison extends MadeCounty {
  readonly lines: number
  readonly exceptions: number
  readonly rounds: readonly Round[]
  readonly phases: PhaseSeconds
  readonly differences: LineDifferences
}

const SQL_LINES = 'bench_sql_line'
const FLOOR_LINES = 'bench_floor_line'

/** Makes a county and measures its month: `run calculate`, the hand-written SQL for the same lines, the bare COPY. */
export async function compareSpeed(context: Context, size: CountySize, repeat: number): Promise<SpeedComparison> {
  const made = await makeCounty(context.database.ownerUrl, size)
  const maker = await prepare(context)
  return await asOwner(context.database.ownerUrl, async (owner) => {
    for (const table of [SQL_LINES, FLOOR_LINES]) await owner.query(`CREATE TABLE ${table} (LIKE line INCLUDING ALL)`)
    // what a person who tunes one statement would give it
    await owner.query("SET work_mem = '256MB'")
    const rounds: Round[] = []
    let last: CalculationResult | undefined
    for (let i = 0; i < repeat; i++) {
      const { round, result } = await measureRound(maker, owner)
      rounds.push(round)
      last = result
    }
    const { progress } = last!.attempt
    const differences = await differencesBetween(owner, 'line', SQL_LINES)
    const phases = await measurePhases(maker, await freshRun(maker, owner), last!.attempt, DEFAULT_CHUNK)
    return { ...made, lines: progress.lines, exceptions: progress.exceptions, rounds, phases, differences }
  })
}

async function prepare(context: Context): Promise<Context> {
  const admin = { ...context, actor: '示例管理员' }
  await addUser(admin, admin.actor, 'admin')
  await addUser(admin, MAKER, 'maker')
  await loadPolicies(admin, [policyFolder])
  return { ...context, actor: MAKER }
}

async function measureRound(maker: Context, owner: pg.Client): Promise<{ round: Round; result: CalculationResult }> {
  const run = await freshRun(maker, owner)
  const { result, calculate, lines } = await timedCalculation(maker, run)
  const peakMiB = Math.round(process.resourceUsage().maxRSS / 1024)
  const { attempt, known } = result.attempt
  const statement = sameLinesSql(SQL_LINES, { runId: run.runId, attempt, known })
  await restart(owner, SQL_LINES)
  const sql = await secondsOf(() => owner.query(statement))
  const bytes = join(maker.home, 'lines.copy')
  await keepLineBytes(owner, bytes)
  await restart(owner, FLOOR_LINES)
  const floor = await secondsOf(() => bareCopy(owner, FLOOR_LINES, bytes))
  return { round: { calculate, lines, sql, floor, peakMiB }, result }
}

async function timedCalculation(maker: Context, run: Run) {
  const begun = performance.now()
  let linesStored = begun
  const noting = {
    ...maker,
    progress: () => {
      linesStored = performance.now()
    },
  }
  const result = await calculateRun(noting, run.number)
  const ended = performance.now()
  return { result, calculate: (ended - begun) / 1000, lines: (linesStored - begun) / 1000 }
}

/** A run of its own for each measurement, in tables that hold no other. */
async function freshRun(maker: Context, owner: pg.Client): Promise<Run> {
  await restart(owner, 'run, line, exception CASCADE')
  const { run } = await openRun(maker, { county: COUNTY, month: MONTH, kind: 'regular' })
  return run
}

/** Empties tables, and has the server write out what it has pending, so that nobody pays for another's rows. */
async function restart(owner: pg.Client, tables: string): Promise<void> {
  await owner.query(`TRUNCATE ${tables}`)
  await owner.query('CHECKPOINT')
}
