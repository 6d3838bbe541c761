import type { Command } from 'commander'
import { writePriceDecision } from '../app/price/price-decision-report.ts'
import { type PriceMonth, priceStatus } from '../app/price/price-status.ts'
import { formatYuan, formatYuanGrouped } from '../kernel/money.ts'
import { describeDecision } from '../rules/price-subsidy/describe-decision.ts'
import { STATE_NAMES } from '../run/run-state.ts'
import { decisionJson } from './price-decision-json.ts'
import { describePage } from './price-page.ts'
import { describeRevision, revisionJson } from './price-revision.ts'
import { withContext } from './terminal/command.ts'
import { table } from './terminal/table.ts'

const OUTCOMES = { fired: '启动', 'not-fired': '不启动', undecided: '待定', 'no-rule': '无规定' } as const

/** `huimin price status`, `huimin price report` */
export function registerPrice(program: Command): void {
  const price = program.command('price').description('价格临时补贴:各月判定、启动决定')
  registerStatus(price)
  registerReport(price)
}

function registerStatus(price: Command): void {
  price
    .command('status')
    .description('自首个指数起,每月是否启动、依据哪些指数、发了多少;指数有修订的逐月说明')
    .requiredOption('--area <code>', '区划代码,例如 371302')
    .action(async (options: { area: string }, command: Command) => {
      await withContext(command, async (context, out) => {
        const months = await priceStatus(context, options.area)
        out.say(
          months.length === 0 ? '还没有这个地方的价格指数。请先导入(huimin import indices)。' : statusTable(months),
        )
        const revised = months.filter(({ change }) => change !== null)
        if (revised.length > 0) out.say(['\n【计算以后有变动的月份】', ...revised.map(describeRevision)].join('\n'))
        return { result: { area: options.area, months: months.map(toJson) } }
      })
    })
}

function registerReport(price: Command): void {
  price
    .command('report <run>')
    .description('价格补贴启动决定:发布了什么、哪条启动、发给多少人、共多少;写出一页可打印签字的 HTML')
    .option('--out <dir>', '写到哪个目录(默认 out/<批次号>)')
    .addHelpText(
      'after',
      '\n内容按该批次计算时已知的指数和文件,同样的状态写出同样的字节;复核通过后再执行一次,页上有经办和复核的姓名。',
    )
    .action(async (run: string, options: { out?: string }, command: Command) => {
      await withContext(command, async (context, out) => {
        const { report, page, file } = await writePriceDecision(context, run, options)
        out.say(describePage(page))
        out.note(`已写出 ${file},可用浏览器打开后打印签字。`)
        return { result: { ...decisionJson(report), file } }
      })
    })
}

function statusTable(months: readonly PriceMonth[]): string {
  const rows = months.map(({ decision, run, change }) => [
    decision.month,
    OUTCOMES[decision.outcome],
    run ? `${run.number}(${STATE_NAMES[run.state]})` : '',
    run ? run.persons.toLocaleString('en-US') : '',
    run ? formatYuanGrouped(run.totalFen) : '',
    `${change ? `〔${change.figures.length > 0 ? '指数' : '文件'}在计算后有变动,见下〕` : ''}${describeDecision(decision)}`,
  ])
  const right = { align: 'right' } as const
  return table(
    [
      { title: '月份' },
      { title: '判定' },
      { title: '批次' },
      { title: '人数', ...right },
      { title: '金额(元)', ...right },
      { title: '说明' },
    ],
    rows,
  )
}

function toJson(month: PriceMonth) {
  const { decision, run, revised } = month
  return {
    month: decision.month,
    outcome: decision.outcome,
    basis: decision.basis,
    message: describeDecision(decision),
    revised,
    revision: revisionJson(month),
    run: run && { run: run.number, state: run.state, persons: run.persons, totalYuan: formatYuan(run.totalFen) },
  }
}
