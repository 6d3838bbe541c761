import type { Command } from 'commander'
import { type PriceMonth, priceStatus } from '../app/price-status.ts'
import type { RunState } from '../approval/run-state.ts'
import { STATE_NAMES } from '../approval/run-state.ts'
import { formatYuan, formatYuanGrouped } from '../kernel/money.ts'
import { describeDecision } from '../rules/price-subsidy/describe-decision.ts'
import { withContext } from './command.ts'
import { table } from './table.ts'

const OUTCOMES = { fired: '启动', 'not-fired': '不启动', undecided: '待定', 'no-rule': '无规定' } as const

/** `huimin price status` */
export function registerPrice(program: Command): void {
  const price = program.command('price').description('价格临时补贴')
  price
    .command('status')
    .description('自首个指数起,每月是否启动、依据哪些指数、发了多少')
    .requiredOption('--area <code>', '区划代码,例如 371302')
    .action(async (options: { area: string }, command: Command) => {
      await withContext(command, async (context, out) => {
        const months = await priceStatus(context, options.area)
        out.say(
          months.length === 0 ? '还没有这个地方的价格指数。请先导入(huimin import indices)。' : statusTable(months),
        )
        return { result: { area: options.area, months: months.map(toJson) } }
      })
    })
}

function statusTable(months: readonly PriceMonth[]): string {
  const rows = months.map(({ decision, run, revised }) => [
    decision.month,
    OUTCOMES[decision.outcome],
    run ? `${run.number}(${STATE_NAMES[run.state as RunState]})` : '',
    run ? run.persons.toLocaleString('en-US') : '',
    run ? formatYuanGrouped(run.totalFen) : '',
    `${revised ? '〔指数在计算后有修订,请核对是否补发〕' : ''}${describeDecision(decision)}`,
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

function toJson({ decision, run, revised }: PriceMonth) {
  return {
    month: decision.month,
    outcome: decision.outcome,
    basis: decision.basis,
    message: describeDecision(decision),
    revised,
    run: run && { run: run.number, state: run.state, persons: run.persons, totalYuan: formatYuan(run.totalFen) },
  }
}
