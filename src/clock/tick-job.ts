import type { Context } from '../access/context.ts'
import type { Day } from '../kernel/month.ts'
import type { Problem } from '../kernel/problem.ts'
import type { TickSettings } from './tick-settings.ts'

/** One thing that the clock has to do, once: the key says which. */
export interface Occurrence {
  /** `000000` for what belongs to no county. */
  readonly county: string
  readonly key: string
  /** The day on which it should be done; on a later day it is late. */
  readonly dueOn: Day
}

/** What a step of a job works with beside the context. */
export interface Tick {
  readonly context: Context
  readonly settings: TickSettings
  /** The day in China. */
  readonly today: Day
}

/** Where a job stands when it is asked what is due. */
interface JobClock {
  /** The day on which the schedule was last due. */
  readonly firedOn: Day
  /** What was begun and is not finished, `county key` each. */
  readonly begun: ReadonlySet<string>
}

export interface StepOutcome {
  /** One Chinese sentence for the log: what was done, with numbers of runs and rows, never of persons. */
  readonly said: string
  readonly problems?: readonly Problem[]
}

/** What a job does: finds what is due, and does one of it. Doing the same twice changes nothing. */
export interface JobStep {
  /** What is due by now, in the order in which it must be done; what is finished already is left out afterwards. */
  due(tick: Tick, clock: JobClock): Promise<readonly Occurrence[]>
  run(tick: Tick, occurrence: Occurrence): Promise<StepOutcome>
  /** An occurrence waits while an earlier one of the same county cannot be done. */
  readonly inOrder?: boolean
}

/** A scheduled job: what it is called in the database and for people, when it is woken, and which step it takes. */
export interface Job {
  readonly name: string
  readonly title: string
  /** Cron text, by the clock in China. */
  readonly schedule: string
  readonly step: JobStep
}
