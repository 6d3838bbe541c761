import type { Command } from 'commander'
import type { Context } from '../../access/context.ts'
import { openContext } from '../../access/open-context.ts'
import { withoutPersonalNumbers } from '../../kernel/masked-text.ts'
import type { Problem } from '../../kernel/problem.ts'
import { Refused } from '../../kernel/refusal.ts'
import { EXIT } from './exit.ts'
import { failureWords } from './failure-words.ts'
import { onInterrupt } from './interrupt.ts'
import { type JsonResult, Output } from './output.ts'
import { toldProblem } from './told-problem.ts'

/** What a command ends with: its `--json` result, and the problems it found on the way (exit 1 when there are errors). */
export interface Ending {
  readonly result: JsonResult
  readonly problems?: readonly Problem[]
}

export interface CommandNeeds {
  /** Open the database without looking at its schema. */
  readonly anySchema?: boolean
  /** Nobody has to prove who acts; the command asks for the proof itself. */
  readonly unproven?: boolean
  /** `HUIMIN_HOME` to use instead of the environment's. */
  readonly home?: string
  /** What Ctrl-C leaves behind and how to go on, where more can be said than of any step. */
  readonly interrupted?: string
}

/** Runs a command that needs the database; opens it, closes it, prints its ending and sets the exit code. */
export async function withContext(
  command: Command,
  work: (context: Context, out: Output) => Promise<Ending>,
  needs: CommandNeeds = {},
): Promise<void> {
  await conclude(command, async (out) => {
    const { watched } = out
    const context = await openContext({ ...needs, watched, progress: (...told) => out.progress(...told) })
    const forget = onInterrupt(() => context.database.abandon(), needs.interrupted)
    try {
      return await work(context, out)
    } finally {
      forget()
      await context.database.close()
    }
  })
}

/** Runs a command that needs no database. */
export async function conclude(command: Command, work: (out: Output) => Promise<Ending>): Promise<void> {
  const out = new Output(command.optsWithGlobals().json === true)
  try {
    const { result, problems = [] } = await work(out)
    const failed = problems.some(({ severity }) => severity === 'error')
    if (failed) out.problems(problems, result)
    else {
      if (!out.json && problems.length > 0) out.problems(problems)
      out.done(problems.length > 0 ? { ...result, problems: problems.map(toldProblem) } : result)
    }
    process.exitCode = failed ? EXIT.refused : EXIT.done
  } catch (error) {
    process.exitCode = error instanceof Refused ? EXIT.refused : EXIT.failed
    out.problems(error instanceof Refused ? error.problems : [systemFailure(error)])
    if (process.env.HUIMIN_DEBUG && error instanceof Error)
      process.stderr.write(`${withoutPersonalNumbers(error.stack ?? error.message)}\n`)
  }
}

/** What failed says what it likes, so what could be a personal number in it is hidden. */
function systemFailure(error: unknown): Problem {
  const { message, remedy } = failureWords(error)
  return { code: 'system.failed', severity: 'error', message: withoutPersonalNumbers(message), remedy }
}
