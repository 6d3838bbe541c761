import type { Command } from 'commander'
import { type Reconciliation, reconcileRun } from '../app/reconcile-run.ts'
import { formatYuan, formatYuanGrouped } from '../kernel/money.ts'
import { programmeName } from '../policy/programmes.ts'
import { NO_BANK } from '../reconciliation/summary.ts'
import { withContext } from './command.ts'
import { table } from './table.ts'

/** `huimin reconcile RUN` */
export function registerReconcile(program: Command): void {
  program
    .command('reconcile <run>')
    .description('对账:核定 = 成功 + 失败 + 未回盘 + 暂缓,到分;写出六张表')
    .option('--out <dir>', '写到哪个目录(默认 out/<批次号>)')
    .action(async (run: string, options: { out?: string }, command: Command) => {
      await withContext(command, async (context, out) => {
        const result = await reconcileRun(context, run, options)
        out.say(summaryTable(result))
        out.say(closingLine(result))
        for (const file of result.files) out.say(`  ${file}`)
        return { result: jsonOf(result) }
      })
    })
}

function summaryTable({ rows, totals }: Reconciliation): string {
  const byBank = new Map<string, typeof rows>()
  for (const row of rows) {
    const key = `${row.item}\0${row.bank}`
    byBank.set(key, [...(byBank.get(key) ?? []), row])
  }
  const stages = ['approved', 'paid', 'failed', 'unknown', 'held'] as const
  const lines = [...byBank.values()].map((group) => [
    programmeName(group[0]!.item),
    group[0]!.bank || NO_BANK,
    ...stages.map((stage) => formatYuanGrouped(group.reduce((sum, row) => sum + row[stage].fen, 0n))),
  ])
  const total = ['合计', '', ...stages.map((stage) => formatYuanGrouped(totals[stage].fen))]
  const right = ['核定(元)', '成功', '失败', '未回盘', '暂缓'].map((title) => ({ title, align: 'right' as const }))
  return table([{ title: '补贴项目' }, { title: '银行' }, ...right], [...lines, total])
}

function closingLine({ gapFen, differences }: Reconciliation): string {
  const sum =
    gapFen === 0n ? '核定 = 成功 + 失败 + 未回盘 + 暂缓,逐行相符,到分。' : `有 ${formatYuanGrouped(gapFen)} 元对不上!`
  return `${sum}差异 ${differences.toLocaleString('en-US')} 条。报表:`
}

function jsonOf({ run, totals, differences, gapFen, files }: Reconciliation) {
  return {
    run,
    approvedYuan: formatYuan(totals.approved.fen),
    exportedYuan: formatYuan(totals.exported.fen),
    paidYuan: formatYuan(totals.paid.fen),
    failedYuan: formatYuan(totals.failed.fen),
    unknownYuan: formatYuan(totals.unknown.fen),
    heldYuan: formatYuan(totals.held.fen),
    differences,
    closes: gapFen === 0n,
    files,
  }
}
