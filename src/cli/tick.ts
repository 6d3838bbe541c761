import { join, resolve } from 'node:path'
import type { Command } from 'commander'
import { JOBS } from '../../jobs/index.ts'
import { openContext } from '../access/open-context.ts'
import { runScheduler } from '../clock/scheduler.ts'
import { serviceLog } from '../clock/service-log.ts'
import { type DoneOccurrence, type TickResult, tick } from '../clock/tick.ts'
import { readTickSettings } from '../clock/tick-settings.ts'
import { NO_COUNTY } from '../db/audit.store.ts'
import { describeProblem } from '../kernel/problem.ts'
import { conclude, type Ending, withContext } from './terminal/command.ts'
import type { Output } from './terminal/output.ts'
import { table } from './terminal/table.ts'

const RESULTS = { done: '已办', problems: '有问题', failed: '未办成' } as const

/** `huimin tick` and `huimin scheduler` */
export function registerTick(program: Command): void {
  program
    .command('tick')
    .description('把到期而未办的事各办一次(供 cron 调用):开立并计算、价格判定、收回盘、对账账龄、核验、备份提醒')
    .addHelpText('after', TICK_HELP)
    .action(async (_options: unknown, command: Command) => {
      await withContext(command, async (context, out) => {
        const result = await tick(context, JOBS, { settings: readTickSettings(context.home) })
        return describeTick(out, result)
      })
    })
  program
    .command('scheduler')
    .description('在一个进程里按时执行 tick(北京时间);日志逐行写到标准错误')
    .option('--once', '执行一次 tick 就结束')
    .option('--health <file>', '健康文件(默认 HUIMIN_HOME/scheduler.health.json)')
    .addHelpText('after', SCHEDULER_HELP)
    .action(async (options: { once?: boolean; health?: string }, command: Command) => {
      await conclude(command, async (out) => await keepRunning(out, options))
    })
}

const TICK_HELP = `
由 HUIMIN_USER 指名的经办办理;重复执行、几处同时执行都无害,漏办的月份按先后补办一次并注明「迟办」。
时钟只开立、计算、核对和提醒,从不提交、复核、导出或关账。设置写在 HUIMIN_HOME/jobs.yaml,见 docs/OPERATIONS.md。
每 10 分钟一次的 crontab:
  */10 * * * *  HUIMIN_HOME=/srv/huimin HUIMIN_USER=张经办 huimin tick`

const SCHEDULER_HELP = `
收到 SIGTERM 或 SIGINT 时办完手上的一件再停;中断的事下次接着办。健康文件每 30 秒更新一次。`

function describeTick(out: Output, { done, deadlines, problems }: TickResult): Ending {
  out.say(done.length === 0 ? '没有到期要办的事。' : doneTable(done))
  for (const deadline of deadlines) out.say(describeProblem(deadline))
  return { result: { done, deadlines }, problems }
}

function doneTable(done: readonly DoneOccurrence[]): string {
  return table(
    [{ title: '事项' }, { title: '区县' }, { title: '哪一次' }, { title: '结果' }, { title: '说明' }],
    done.map(({ title, county, key, late, dueOn, result, said }) => [
      title,
      county === NO_COUNTY ? '' : county,
      key.split('|')[0]!,
      RESULTS[result],
      `${late ? `〔迟办,应于 ${dueOn}〕` : ''}${said}`,
    ]),
  )
}

async function keepRunning(out: Output, options: { once?: boolean; health?: string }): Promise<Ending> {
  const home = resolve(process.env.HUIMIN_HOME ?? '.huimin')
  const stop = new AbortController()
  const ask = () => stop.abort()
  process.on('SIGTERM', ask)
  process.on('SIGINT', ask)
  try {
    const once = options.once === true
    const { health, problems } = await runScheduler({
      jobs: JOBS,
      log: serviceLog(),
      open: () => openContext(),
      healthFile: options.health ?? join(home, 'scheduler.health.json'),
      once,
      stop: stop.signal,
    })
    out.say(`调度已停止,共执行 ${health.ticks} 次。`)
    // one that runs on has told its problems in the log, each at its time, and has tried again since
    return { result: { ...health }, problems: once ? problems : [] }
  } finally {
    process.off('SIGTERM', ask)
    process.off('SIGINT', ask)
  }
}
