import type { Command } from 'commander'
import { overviewReturns, type ReturnsOverview } from '../app/returns/returns-list.ts'
import { withoutPersonalNumbers } from '../kernel/masked-text.ts'
import { withContext } from './terminal/command.ts'
import { table } from './terminal/table.ts'

const OUTCOMES: Readonly<Record<string, string>> = { paid: '成功', failed: '失败', unknown: '未回盘' }

/** `huimin returns list` */
export function registerReturnsList(returns: Command): void {
  returns
    .command('list <run>')
    .description('已导入的回盘、被拒的回盘、互相矛盾和等待确认的款项')
    .action(async (run: string, _options: unknown, command: Command) => {
      await withContext(command, async (context, out) => {
        const overview = await overviewReturns(context, run)
        out.say(describe(overview))
        return { result: { run, ...overview } }
      })
    })
}

function describe({ returns, questions, decisions, refused }: ReturnsOverview): string {
  const parts = [returns.length === 0 ? '还没有导入回盘。' : returnTable(returns)]
  if (refused.length > 0) {
    const names = refused.map(({ fileName, problems }) => `${fileName}(${problems} 处)`)
    parts.push(`被拒、尚无更正的回盘:${names.join('、')}`)
  }
  if (questions.length > 0) {
    const rows = questions.map((one) => [one.paymentNo, OUTCOMES[one.earlier]!, OUTCOMES[one.said]!])
    parts.push(`互相矛盾,等待认定:\n${table([{ title: '支付编号' }, { title: '先前' }, { title: '后来' }], rows)}`)
  }
  if (decisions.length > 0) {
    const rows = decisions.map((one) => [
      one.batchNo ?? one.paymentNo,
      OUTCOMES[one.outcome]!,
      one.maker,
      withoutPersonalNumbers(one.why),
    ])
    const titles = ['支付编号或文件', '认定为', '经办', '理由'].map((title) => ({ title }))
    parts.push(`已认定,等待复核确认:\n${table(titles, rows)}`)
  }
  return parts.join('\n\n')
}

function returnTable(returns: ReturnsOverview['returns']): string {
  const titles = [
    { title: '序号', align: 'right' },
    { title: '文件' },
    { title: '行数', align: 'right' },
    { title: '新结果', align: 'right' },
    { title: '经办' },
    { title: '状态' },
  ] as const
  const rows = returns.map((one) => [
    String(one.returnNo),
    one.fileName,
    one.rows.toLocaleString('en-US'),
    one.news.toLocaleString('en-US'),
    one.actor,
    one.withdrawal === null ? '有效' : one.withdrawal.checker === null ? '申请撤销' : '已撤销',
  ])
  return table(titles, rows)
}
