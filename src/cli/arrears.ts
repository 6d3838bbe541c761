import type { Command } from 'commander'
import { type ArrearsRequest, supplementArrears } from '../app/calculate/supplement-arrears.ts'
import { reportRun } from '../app/inquiry/run-report.ts'
import { formatYuan } from '../kernel/money.ts'
import { describeReport } from './run-show.ts'
import { withContext } from './terminal/command.ts'

/** `huimin arrears` */
export function registerArrears(program: Command): void {
  program
    .command('arrears')
    .description('不能等到下一次正常批次的补发:为所列家庭开一个补充批次并计算以前各月的差额')
    .requiredOption('--county <code>', '6 位区县代码')
    .option('--household <no...>', '家庭编号,可写几个')
    .option('--id <number...>', '身份证号,可写几个')
    .requiredOption('--why <text>', '为什么不能等')
    .addHelpText('after', '\n算到最近一个已复核的月份为止;之后照常提交、复核、导出,下一次正常批次不会重复补发。')
    .action(async (options: Options, command: Command) => {
      const { county, household = [], id = [], why } = options
      if (household.length + id.length === 0)
        command.error('error: 请用 --household 或 --id 说明是哪些家庭', { exitCode: 2 })
      await withContext(command, async (context, out) => {
        const request: ArrearsRequest = { county, households: household, ids: id, why }
        const { run, attempt } = await supplementArrears(context, request)
        out.say(`补充批次 ${run.number} 已计算,请提交复核(huimin run submit)。\n`)
        out.say(describeReport(await reportRun(context, run.number)))
        const { households, lines, totalFen } = attempt.progress
        return { result: { run: run.number, households, lines, totalYuan: formatYuan(totalFen) } }
      })
    })
}

interface Options {
  readonly county: string
  readonly household?: string[]
  readonly id?: string[]
  readonly why: string
}
