import type { Command } from 'commander'
import { importReturn, type ReturnResult } from '../app/returns-import.ts'
import { formatYuan, formatYuanGrouped } from '../kernel/money.ts'
import { withContext } from './command.ts'
import { table } from './table.ts'

/** `huimin returns import FILE --run RUN` */
export function registerReturns(program: Command): void {
  program
    .command('returns')
    .description('银行回盘')
    .command('import <file>')
    .description('导入回盘:每笔都对得上才生效,有一处不对就整份不动')
    .requiredOption('--run <run>', '批次号')
    .option('--layout <layout>', '版式名或版式文件(默认与导出时相同)')
    .action(async (file: string, options: { run: string; layout?: string }, command: Command) => {
      await withContext(command, async (context, out) => {
        const result = await importReturn(context, options.run, file, options)
        out.say(
          result.changed
            ? `已导入 ${file}:${result.rows} 行,新得结果 ${result.news} 笔。`
            : `${file} 的内容早已导入过,未作改变。`,
        )
        out.say(outcomeTable(result))
        return { result: jsonOf(result) }
      })
    })
}

function outcomeTable({ figures }: ReturnResult): string {
  const { paid, failed, unknown } = figures
  const rows = [
    ['成功', paid],
    ['失败', failed],
    ['未回盘', unknown],
  ] as const
  return table(
    [{ title: '本批次已发出的款项' }, { title: '笔数', align: 'right' }, { title: '金额(元)', align: 'right' }],
    rows.map(([name, { payments, totalFen }]) => [name, payments.toLocaleString('en-US'), formatYuanGrouped(totalFen)]),
  )
}

function jsonOf({ run, file, rows, news, changed, figures }: ReturnResult) {
  const { paid, failed, unknown } = figures
  return {
    run,
    file,
    rows,
    news,
    changed,
    paid: paid.payments,
    paidYuan: formatYuan(paid.totalFen),
    failed: failed.payments,
    failedYuan: formatYuan(failed.totalFen),
    unknown: unknown.payments,
    unknownYuan: formatYuan(unknown.totalFen),
  }
}
