import type { Command } from 'commander'
import { checkMachine } from '../admin/doctor.ts'
import { verifyRun } from '../app/inquiry/verify-run.ts'
import { closeRun } from '../app/run/close-run.ts'
import type { Problem } from '../kernel/problem.ts'
import { describeStep } from './runs.ts'
import { withContext } from './terminal/command.ts'
import { INTERRUPTED } from './terminal/interrupt.ts'
import { pairs, table } from './terminal/table.ts'

/** `huimin verify`, `huimin close`, `huimin doctor` */
export function registerMaintenance(program: Command): void {
  program
    .command('verify <run>')
    .description('按当时所知重算并核对:明细、封存、文件、审计链')
    .option('--out <dir>', '发放文件所在的目录(默认 out/<批次号>)')
    .action(async (number: string, options: { out?: string }, command: Command) => {
      await withContext(
        command,
        async (context, out) => {
          const { run, problems, ...found } = await verifyRun(context, number, options)
          const words = { matches: '一致', broken: '不一致', 'not-sealed': '尚未封存' }
          out.say(
            pairs([
              ['批次', run.number],
              ['重算明细', `${found.linesRecomputed.toLocaleString('en-US')} 行,不同 ${found.linesDiffering} 行`],
              ['封存', words[found.seal]],
              ['文件', `${found.files} 个`],
              ['审计链', words[found.audit]],
            ]),
          )
          return { result: { run: run.number, ...found }, problems }
        },
        { interrupted: INTERRUPTED.verify },
      )
    })
  program
    .command('close <run>')
    .description('关账:每笔已发都有银行答复之后')
    .option('--why <text>', '带着暂缓未发的款项关账的原因')
    .action(async (number: string, options: { why?: string }, command: Command) => {
      await withContext(command, async (context, out) =>
        describeStep(out, await closeRun(context, number, options.why)),
      )
    })
  program
    .command('doctor')
    .description('本机是否就绪:数据库、时钟、编码、密钥、磁盘')
    .action(async (_options: unknown, command: Command) => {
      await withContext(command, async (context, out) => {
        const checks = await checkMachine(context)
        const rows = checks.map(({ name, ok, found }) => [ok ? '好' : '须处理', name, found])
        out.say(table([{ title: '结果' }, { title: '检查' }, { title: '情况' }], rows))
        const problems = checks.filter(({ ok }) => !ok).map(toProblem)
        return { result: { checks }, problems }
      })
    })
}

function toProblem({ name, found, remedy }: { name: string; found: string; remedy: string }): Problem {
  return { code: 'doctor.not-ready', severity: 'error', message: `${name}:${found}。`, remedy }
}
