import { type Context, requireRole } from '../access/context.ts'
import { isOwnCounty } from '../access/own-county.ts'
import type { Problem } from '../kernel/problem.ts'
import { Refused } from '../kernel/refusal.ts'
import { shanghaiTime } from '../kernel/shanghai-time.ts'
import { lastDueDay } from './cron.ts'
import { type Claim, claimOccurrence, occurrenceId, occurrencesOf } from './tick-claim.ts'
import { deadlineWarnings } from './tick-deadlines.ts'
import type { Job, Occurrence, Tick } from './tick-job.ts'
import type { TickSettings } from './tick-settings.ts'

export interface DoneOccurrence extends Occurrence {
  readonly job: string
  readonly title: string
  readonly late: boolean
  /** `failed`: not done, and tried again at the next tick. */
  readonly result: 'done' | 'problems' | 'failed'
  readonly said: string
}

export interface TickResult {
  readonly done: readonly DoneOccurrence[]
  /** Deadlines that come near or have passed. */
  readonly deadlines: readonly Problem[]
  readonly problems: readonly Problem[]
}

export interface TickOptions {
  readonly settings: TickSettings
  /** Set when the process is asked to stop: what is under way is finished, nothing new is begun. */
  readonly stopping?: () => boolean
}

/**
 * Does what is due and not done, each once, however many ticks run at the same time; tells what it did. It acts as the
 * maker who is named, and never submits, approves, exports or closes. Where he is bound to counties it does what is
 * theirs alone: other counties' work, and what belongs to no county, is left to others.
 */
export async function tick(context: Context, jobs: readonly Job[], options: TickOptions): Promise<TickResult> {
  await requireRole(context, 'maker')
  const { settings, stopping = () => false } = options
  const now = context.now()
  const state: Tick = { context, settings, today: shanghaiTime(now).slice(0, 10) }
  const done: DoneOccurrence[] = []
  const problems: Problem[] = []
  for (const job of jobs) {
    if (stopping()) break
    try {
      const { begun, finished } = await occurrencesOf(context, job.name)
      const due = await job.step.due(state, { firedOn: lastDueDay(job.schedule, now), begun })
      const open = due.filter((one) => isOwnCounty(context, one.county) && !finished.has(occurrenceId(one)))
      await workOff(state, job, open, stopping, done, problems)
    } catch (error) {
      problems.push(...problemsOf(error, `${job.title}:`))
    }
  }
  return { done, deadlines: await deadlineWarnings(state), problems }
}

async function workOff(
  state: Tick,
  job: Job,
  due: readonly Occurrence[],
  stopping: () => boolean,
  done: DoneOccurrence[],
  problems: Problem[],
): Promise<void> {
  const waiting = new Set<string>()
  for (const occurrence of due) {
    if (stopping()) return
    if (waiting.has(occurrence.county)) continue
    const ended = await workOne(state, job, occurrence, problems)
    if (ended) done.push(ended)
    if (ended?.result !== 'done' && job.step.inOrder) waiting.add(occurrence.county)
  }
}

/** Null when another tick has it in hand or has done it. What cannot even be claimed failed, and nothing but that. */
async function workOne(
  state: Tick,
  job: Job,
  occurrence: Occurrence,
  problems: Problem[],
): Promise<DoneOccurrence | null> {
  const late = state.today > occurrence.dueOn
  try {
    const claim = await claimOccurrence(state.context, job.name, occurrence, late)
    return claim && (await workClaimed(state, job, occurrence, claim, problems))
  } catch (error) {
    const failed = problemsOf(error, `${job.title} ${occurrence.key}:`)
    problems.push(...failed)
    const said = failed[0]?.message ?? ''
    return { job: job.name, title: job.title, late, ...occurrence, result: 'failed', said }
  }
}

async function workClaimed(
  state: Tick,
  job: Job,
  occurrence: Occurrence,
  claim: Claim,
  problems: Problem[],
): Promise<DoneOccurrence> {
  const of = { job: job.name, title: job.title, late: claim.late, ...occurrence }
  try {
    const { said, problems: found = [] } = await job.step.run(state, occurrence)
    const result = found.some(({ severity }) => severity === 'error') ? 'problems' : 'done'
    problems.push(...found)
    await claim.finish(result, said)
    return { ...of, result, said }
  } catch (error) {
    const failed = problemsOf(error, `${job.title} ${occurrence.key}:`)
    problems.push(...failed)
    const said = failed[0]?.message ?? ''
    await claim.leave(said)
    return { ...of, result: 'failed', said }
  } finally {
    await claim.release()
  }
}

/** A refusal is told as it is; a failure of the system is told by its message, and both are tried again later. */
function problemsOf(error: unknown, about: string): Problem[] {
  if (error instanceof Refused) return error.problems.map((one) => ({ ...one, message: about + one.message }))
  const { message, code } = error as { message?: string; code?: string }
  const text = `${about}系统故障(${code ?? message ?? '原因不明'})。`
  return [
    { code: 'job.failed', severity: 'error', message: text, remedy: '下次轮询会再做;仍不成功请执行 huimin doctor。' },
  ]
}
