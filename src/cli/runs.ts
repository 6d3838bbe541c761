import { type Command, InvalidArgumentError, Option } from 'commander'
import type { Context } from '../access/context.ts'
import { calculateAnyRun } from '../app/calculate/calculate-any-run.ts'
import { USUAL } from '../app/calculate/calculate-run.ts'
import { type PreviewRequest, previewRun } from '../app/calculate/preview-run.ts'
import { reportRun } from '../app/inquiry/run-report.ts'
import { openRun } from '../app/run/open-run.ts'
import { approveRun, rejectRun, type StepResult, submitRun, voidRun } from '../app/run/runs.ts'
import { formatYuan } from '../kernel/money.ts'
import { ACTION_NAMES, type RunKind, STATE_NAMES } from '../run/run-state.ts'
import { describePreview } from './preview.ts'
import { registerReview } from './review.ts'
import { describeReport, showExceptions, showRun, showRuns } from './run-show.ts'
import { type Ending, withContext } from './terminal/command.ts'
import { INTERRUPTED } from './terminal/interrupt.ts'
import type { Output } from './terminal/output.ts'

/** `huimin run …` and `huimin exceptions` */
export function registerRuns(program: Command): void {
  const run = program.command('run').description('批次:开批次、计算、提交、复核、退回、作废')
  registerOpen(run)
  registerCalculate(run)
  const step = (name: string, description: string, take: (context: Context, number: string) => Promise<StepResult>) =>
    run
      .command(`${name} <run>`)
      .description(description)
      .action(async (number: string, _options: unknown, command: Command) => {
        await withContext(command, async (context, out) => describeStep(out, await take(context, number)))
      })
  step('submit', '经办提交复核', submitRun)
  step('approve', '复核人通过(不能是经办本人)', approveRun)
  const reasoned = (
    name: string,
    description: string,
    take: (context: Context, number: string, why: string) => Promise<StepResult>,
  ) =>
    run
      .command(`${name} <run>`)
      .description(description)
      .requiredOption('--why <text>', '原因')
      .action(async (number: string, options: { why: string }, command: Command) => {
        await withContext(command, async (context, out) => describeStep(out, await take(context, number, options.why)))
      })
  reasoned('reject', '复核人退回,说明原因', rejectRun)
  reasoned('void', '作废尚未导出的批次,说明原因', voidRun)
  registerReview(run)
  registerViews(run, program)
}

function registerOpen(run: Command): void {
  run
    .command('open')
    .description('开一个批次,打印批次编号;已开的批次原样给出')
    .requiredOption('--county <code>', '6 位区县代码')
    .requiredOption('--month <month>', '月份,例如 2026-07')
    .addOption(
      new Option('--kind <kind>', '种类').choices(['regular', 'price', 'supplementary']).default('regular', '正常批次'),
    )
    .action(async (options: { county: string; month: string; kind: RunKind }, command: Command) => {
      await withContext(command, async (context, out) => {
        const { run: opened, opened: isNew } = await openRun(context, options)
        out.say(opened.number)
        if (!isNew) out.note(`该批次此前已开(${STATE_NAMES[opened.state]}),未作改变。`)
        return { result: { run: opened.number, state: opened.state, opened: isNew } }
      })
    })
}

function registerCalculate(run: Command): void {
  run
    .command('calculate [run]')
    .description('计算批次;中断后再执行会接着算')
    .option('--preview', '只试算,不保存:看新载入的文件或更正会补发、追回多少')
    .option('--workers <n>', '最多用几个进程同时计算;结果相同', processes, USUAL.workers)
    .option('--county <code>', '试算还没有开批次的月份:6 位区县代码')
    .option('--month <month>', '试算还没有开批次的月份,例如 2026-07')
    .addHelpText(
      'after',
      '\n示例:\n  huimin run calculate 371302-202607-R1\n  huimin run calculate --preview --county 371302 --month 2026-07',
    )
    .action(async (given: string | undefined, options: CalculateOptions, command: Command) => {
      await withContext(
        command,
        async (context, out) => {
          if (options.preview)
            return describePreview(out, await previewRun(context, toPreview(given, options, command)))
          const number = given ?? missing(command, '请写要计算的批次编号')
          const { how, attempt, run: calculated } = await calculateAnyRun(context, number, { workers: options.workers })
          const words = {
            calculated: '已计算',
            resumed: '已接着上次中断处算完',
            unchanged: '没有新的资料或文件,结果不变',
          }
          out.say(`批次 ${calculated.number}:${words[how]}。\n`)
          out.say(describeReport(await reportRun(context, number)))
          const { households, persons, lines, totalFen } = attempt.progress
          return {
            result: { run: calculated.number, how, households, persons, lines, totalYuan: formatYuan(totalFen) },
          }
        },
        { interrupted: options.preview ? INTERRUPTED.preview : INTERRUPTED.calculate },
      )
    })
}

function processes(text: string): number {
  if (/^[1-9]\d?$/.test(text)) return Number(text)
  throw new InvalidArgumentError('请写 1 到 99 的整数。')
}

interface CalculateOptions {
  readonly workers: number
  readonly preview?: boolean
  readonly county?: string
  readonly month?: string
}

function toPreview(run: string | undefined, { county, month }: CalculateOptions, command: Command): PreviewRequest {
  if (run !== undefined) return { run }
  if (county !== undefined && month !== undefined) return { county, month }
  return missing(command, '请写批次编号,或用 --county 和 --month 说明试算哪县哪月')
}

function missing(command: Command, message: string): never {
  return command.error(`error: ${message}`, { exitCode: 2, code: 'commander.missingArgument' })
}

function registerViews(run: Command, program: Command): void {
  run
    .command('show <run>')
    .description('批次一览:金额、列示、经过')
    .action(async (number: string, _options: unknown, command: Command) => {
      await withContext(command, async (context, out) => await showRun(context, out, number))
    })
  run
    .command('list')
    .description('列出批次')
    .action(async (_options: unknown, command: Command) => {
      await withContext(command, showRuns)
    })
  program
    .command('exceptions <run>')
    .description('谁在册而未发、暂缓或需要提示,以及为什么')
    .action(async (number: string, _options: unknown, command: Command) => {
      await withContext(command, async (context, out) => await showExceptions(context, out, number))
    })
}

/** Says whether a step was taken now or had been taken before. */
export function describeStep(out: Output, { run, changed, event }: StepResult): Ending {
  const done = ACTION_NAMES[event.action]
  const when = event.at.slice(0, 16)
  out.say(
    changed
      ? `批次 ${run.number}:已${done},现在是「${STATE_NAMES[run.state]}」。`
      : `批次 ${run.number}:「${event.actor}」已于 ${when} ${done},本次未作改变。`,
  )
  return { result: { run: run.number, state: run.state, changed } }
}
