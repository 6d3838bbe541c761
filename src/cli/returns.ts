import { type Command, Option } from 'commander'
import { importReturn, type ReturnResult } from '../app/returns/returns-import.ts'
import { importStatement } from '../app/returns/returns-statement.ts'
import { formatYuan, formatYuanGrouped } from '../kernel/money.ts'
import { registerReturnDecisions } from './returns-decide.ts'
import { registerReturnsList } from './returns-list.ts'
import { withContext } from './terminal/command.ts'
import { INTERRUPTED } from './terminal/interrupt.ts'
import { table } from './terminal/table.ts'

/** `huimin returns …` */
export function registerReturns(program: Command): void {
  const returns = program.command('returns').description('银行回盘:导入、查看、认定、撤销、银行对账单')
  registerImport(returns)
  registerReturnsList(returns)
  registerReturnDecisions(returns)
  registerStatement(returns)
}

function registerImport(returns: Command): void {
  returns
    .command('import <file>')
    .description('导入回盘(文本或 .xlsx):每笔都对得上才生效,有一处不对就整份不动,逐处列出')
    .requiredOption('--run <run>', '批次号')
    .option('--layout <layout>', '版式名或版式文件;不写则用导出时的版式,各银行版式不同时按内容认出')
    .action(async (file: string, options: { run: string; layout?: string }, command: Command) => {
      await withContext(
        command,
        async (context, out) => {
          const result = await importReturn(context, options.run, file, options)
          out.say(
            result.changed
              ? `已导入 ${file}:${result.rows} 行,新得结果 ${result.news} 笔${readAs(result)}。`
              : `${file} 的内容早已导入过,未作改变。`,
          )
          out.say(outcomeTable(result))
          return { result: jsonOf(result) }
        },
        { interrupted: INTERRUPTED.returns },
      )
    })
}

function registerStatement(returns: Command): void {
  returns
    .command('statement <file>')
    .description('导入银行对账单(CSV:日期、开户银行、批次文件号(可空)、借记金额),核对银行实际借记')
    .addOption(new Option('--run <run>', '批次号').makeOptionMandatory())
    .action(async (file: string, options: { run: string }, command: Command) => {
      await withContext(command, async (context, out) => {
        const result = await importStatement(context, options.run, file)
        const { rows, changed, debitedFen, exportedFen } = result
        out.say(changed ? `已导入 ${file}:${rows} 笔借记。` : `${file} 的内容早已导入过,未作改变。`)
        out.say(`本批次已借记 ${formatYuanGrouped(debitedFen)} 元,发放文件合计 ${formatYuanGrouped(exportedFen)} 元。`)
        const yuan = { debitedYuan: formatYuan(debitedFen), exportedYuan: formatYuan(exportedFen) }
        return { result: { run: options.run, file, rows, changed, ...yuan } }
      })
    })
}

/** Said where the run's banks have several layouts. */
function readAs({ layout: { layout, how } }: ReturnResult): string {
  return how === 'recognised' ? `(认出是版式 ${layout.layout})` : ''
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

function jsonOf({ run, file, rows, news, changed, layout, figures }: ReturnResult) {
  const { paid, failed, unknown } = figures
  return {
    run,
    file,
    rows,
    news,
    changed,
    layout: layout.layout.layout,
    paid: paid.payments,
    paidYuan: formatYuan(paid.totalFen),
    failed: failed.payments,
    failedYuan: formatYuan(failed.totalFen),
    unknown: unknown.payments,
    unknownYuan: formatYuan(unknown.totalFen),
  }
}
