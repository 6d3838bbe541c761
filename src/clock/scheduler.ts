import { mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { schedule } from 'node-cron'
import type { Logger } from 'pino'
import type { Context } from '../access/context.ts'
import type { Problem } from '../kernel/problem.ts'
import { Refused } from '../kernel/refusal.ts'
import { CLOCK_ZONE } from './cron.ts'
import { type TickResult, tick } from './tick.ts'
import type { Job } from './tick-job.ts'
import { readTickSettings } from './tick-settings.ts'

export interface SchedulerOptions {
  readonly jobs: readonly Job[]
  readonly log: Logger
  /** Opens the database for one tick; it is closed after it, so that a server that was restarted is found again. */
  readonly open: () => Promise<Context>
  /** A small JSON file that says whether the scheduler is alive and how the last tick went. */
  readonly healthFile: string
  /** One tick, then end. */
  readonly once?: boolean
  /** Aborted when the process is asked to stop. */
  readonly stop: AbortSignal
}

/** What the health file says. */
export interface Health {
  readonly pid: number
  readonly state: 'idle' | 'working' | 'stopped'
  readonly ticks: number
  readonly lastTickAt: string | null
  /** `failed`: the tick itself could not be done, for example because the database could not be reached. */
  readonly lastResult: 'ok' | 'problems' | 'failed' | null
  readonly nextWakeAt: string | null
}

/** How the scheduler ended: the last health, and the problems of the last tick, none where it could not be done. */
export interface SchedulerEnd {
  readonly health: Health
  readonly problems: readonly Problem[]
}

/**
 * Keeps `tick` running: at once, and whenever a job's schedule says so, never two at a time. Asked to stop, it finishes
 * the step under way and begins no other. Several schedulers at once are harmless, for a tick claims what it does.
 */
export async function runScheduler(options: SchedulerOptions): Promise<SchedulerEnd> {
  const keeper = new Keeper(options)
  await keeper.wake()
  if (!options.once && !options.stop.aborted) await keeper.keepUntilStopped()
  return keeper.end()
}

class Keeper {
  readonly #options: SchedulerOptions
  #health: Health = { pid: process.pid, state: 'idle', ticks: 0, lastTickAt: null, lastResult: null, nextWakeAt: null }
  #problems: readonly Problem[] = []
  #working: Promise<void> | null = null
  #unwritten = false

  constructor(options: SchedulerOptions) {
    this.#options = options
  }

  /** One tick, unless one is under way: that one asks the database what is due, so nothing is missed. */
  wake(): Promise<void> {
    this.#working ??= this.#tick().finally(() => {
      this.#working = null
    })
    return this.#working
  }

  async keepUntilStopped(): Promise<void> {
    const { jobs, stop } = this.#options
    const schedules = [...new Set(jobs.map((job) => job.schedule))]
    const tasks = schedules.map((text) =>
      schedule(text, () => this.wake(), { timezone: CLOCK_ZONE, noOverlap: true, suppressMissedWarning: true }),
    )
    const nextWake = () => tasks.map((task) => task.getNextRun()?.toISOString() ?? '').sort()[0] ?? null
    this.#tell({ nextWakeAt: nextWake() })
    const beat = setInterval(() => this.#tell({ nextWakeAt: nextWake() }), HEARTBEAT_MS)
    if (!stop.aborted)
      await new Promise<void>((resolve) => stop.addEventListener('abort', () => resolve(), { once: true }))
    clearInterval(beat)
    for (const task of tasks) await task.destroy()
    await this.#working
  }

  end(): SchedulerEnd {
    this.#tell({ state: 'stopped', nextWakeAt: null })
    return { health: this.#health, problems: this.#problems }
  }

  async #tick(): Promise<void> {
    const { log } = this.#options
    this.#tell({ state: 'working' })
    this.#problems = []
    try {
      const result = await this.#tickOnce()
      this.#problems = result.problems
      tellResult(log, result)
      this.#tell({ lastResult: result.problems.some(({ severity }) => severity === 'error') ? 'problems' : 'ok' })
    } catch (error) {
      log.error({ event: 'tick.failed', message: messageOf(error) })
      this.#tell({ lastResult: 'failed' })
      if (this.#endsHere(error)) throw error
    }
    this.#tell({ state: 'idle', ticks: this.#health.ticks + 1, lastTickAt: new Date().toISOString() })
  }

  /** What was refused at the very start (no user, wrong settings) is for a person to put right; later a tick fails alone. */
  #endsHere(error: unknown): boolean {
    return this.#options.once === true || (this.#health.ticks === 0 && error instanceof Refused)
  }

  async #tickOnce(): Promise<TickResult> {
    const { open, jobs, stop } = this.#options
    const context = await open()
    try {
      return await tick(context, jobs, { settings: readTickSettings(context.home), stopping: () => stop.aborted })
    } finally {
      await context.database.close()
    }
  }

  /** A file that cannot be written (a full disk) is told once in the log: whoever watches it sees that it grows old. */
  #tell(news: Partial<Health>): void {
    this.#health = { ...this.#health, ...news }
    try {
      writeHealth(this.#options.healthFile, this.#health)
      this.#unwritten = false
    } catch (error) {
      if (!this.#unwritten) this.#options.log.error({ event: 'health.unwritten', message: messageOf(error) })
      this.#unwritten = true
    }
  }
}

/** Written whole under another name first: whoever watches the file never reads half of it. */
function writeHealth(path: string, health: Health): void {
  mkdirSync(dirname(path), { recursive: true })
  const aside = `${path}.${process.pid}`
  writeFileSync(aside, `${JSON.stringify({ ...health, writtenAt: new Date().toISOString() })}\n`)
  renameSync(aside, path)
}

const HEARTBEAT_MS = 30_000

function tellResult(log: Logger, { done, deadlines, problems }: TickResult): void {
  for (const { job, county, key, late, result, said } of done) {
    const entry = { event: 'job', job, county, occurrence: key, late, result, said }
    if (result === 'done') log.info(entry)
    else log.warn(entry)
  }
  for (const { code, message } of deadlines) log.warn({ event: 'deadline', code, message })
  for (const { code, message, severity } of problems) log[severity === 'error' ? 'error' : 'warn']({ code, message })
  log.info({ event: 'tick', done: done.length, deadlines: deadlines.length, problems: problems.length })
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
