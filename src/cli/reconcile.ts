import { type Command, InvalidArgumentError } from 'commander'
import { type Reconciliation, reconcileRun } from '../app/reconcile/reconcile-run.ts'
import { overdueOf } from '../app/reissue/reissue-list.ts'
import { formatYuan, formatYuanGrouped } from '../kernel/money.ts'
import { isDay } from '../kernel/month.ts'
import { programmeName } from '../policy/programmes.ts'
import { NO_BANK } from '../reconciliation/summary.ts'
import { overdueLine } from './overdue.ts'
import { withContext } from './terminal/command.ts'
import { pairs, table } from './terminal/table.ts'

/** `huimin reconcile RUN` */
export function registerReconcile(program: Command): void {
  program
    .command('reconcile <run>')
    .description('对账:核定 = 文件 = 借记 = 成功 + 失败 + 未回盘,到分;写出七张表和对账汇总.xlsx')
    .option('--out <dir>', '写到哪个目录(默认 out/<批次号>)')
    .option('--as-of <day>', '账龄算到哪一天(默认今天,已关账的算到关账之日)', dayOf)
    .action(async (run: string, options: { out?: string; asOf?: string }, command: Command) => {
      await withContext(command, async (context, out) => {
        const result = await reconcileRun(context, run, options)
        out.say(summaryTable(result))
        out.say(`\n${closureLines(result)}\n`)
        out.say(closingLine(result))
        for (const file of result.files) out.say(`  ${file}`)
        const overdue = await overdueOf(context, run)
        if (overdue.payments > 0) out.say(`\n${overdueLine(overdue)}`)
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

/** approved = in the file = debited = answered: each leg beside the one before it. */
export function closureLines({
  totals: { approved, exported, paid, failed, unknown, held },
  debitedFen,
}: Pick<Reconciliation, 'totals' | 'debitedFen'>): string {
  const sent = approved.fen - held.fen
  const answered = paid.fen + failed.fen + unknown.fen
  const yuan = formatYuanGrouped
  const mark = (left: bigint, right: bigint) => (left === right ? '✓' : '✗')
  return pairs([
    [
      `${mark(sent, exported.fen)} 核定 = 文件`,
      `${yuan(approved.fen)} - 暂缓 ${yuan(held.fen)} = ${yuan(exported.fen)}`,
    ],
    debitedFen === null
      ? ['· 文件 = 借记', '还没有银行对账单(huimin returns statement)']
      : [`${mark(exported.fen, debitedFen)} 文件 = 借记`, `${yuan(exported.fen)} = ${yuan(debitedFen)}`],
    [
      `${mark(exported.fen, answered)} 文件 = 回盘`,
      `${yuan(exported.fen)} = 成功 ${yuan(paid.fen)} + 失败 ${yuan(failed.fen)} + 未回盘 ${yuan(unknown.fen)}`,
    ],
  ])
}

function dayOf(text: string): string {
  if (isDay(text)) return text
  throw new InvalidArgumentError('Allowed choices are 2026-07-10.')
}

function jsonOf({ run, totals, differences, gapFen, debitedFen, files }: Reconciliation) {
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
    debitedYuan: debitedFen === null ? null : formatYuan(debitedFen),
    closure: {
      approvedIsExported: totals.approved.fen - totals.held.fen === totals.exported.fen,
      exportedIsDebited: debitedFen === null ? null : debitedFen === totals.exported.fen,
      exportedIsAnswered: totals.exported.fen === totals.paid.fen + totals.failed.fen + totals.unknown.fen,
    },
    files,
  }
}
