import { type Command, InvalidArgumentError } from 'commander'
import { type FamilyHistory, familyHistory, type HistoryRequest, writeHistory } from '../app/inquiry/family-history.ts'
import { formatYuan, formatYuanGrouped } from '../kernel/money.ts'
import { shanghaiTime } from '../kernel/shanghai-time.ts'
import { programmeName } from '../policy/programmes.ts'
import { fateWords, HISTORY_TYPE_NAMES, type HistoryRow } from '../reports/family-history.ts'
import { COMPONENT_NAMES } from './run-words.ts'
import { withContext } from './terminal/command.ts'
import { table } from './terminal/table.ts'

/** `huimin history` */
export function registerHistory(program: Command): void {
  program
    .command('history')
    .description('一户或一人的全部往来:每月列支、支付、银行结果、重发、补发、追回,带累计余额')
    .option('--household <no>', '家庭编号')
    .option('--id <number>', '身份证号')
    .option('--county <code>', '6 位区县代码(几个县都有时)')
    .option('--out <file>', '写成 CSV 文件')
    .action(async (options: HistoryRequest & { out?: string }, command: Command) => {
      if ((options.household === undefined) === (options.id === undefined)) {
        throw new InvalidArgumentError('请给出 --household 或 --id 其中一个')
      }
      await withContext(command, async (context, out) => {
        const history = await familyHistory(context, options)
        out.say(describeHistory(history))
        if (options.out) out.note(`已写出 ${await writeHistory(history, options.out)}。`)
        return { result: toJson(history) }
      })
    })
}

function describeHistory({ county, households, rows, open }: FamilyHistory): string {
  const head = `${county} 家庭 ${households.join('、')}`
  if (rows.length === 0) return `${head}:没有任何列支。`
  const last = rows.at(-1)!
  const openFen = open.reduce((sum, one) => sum + one.openFen, 0n)
  const balances = `累计列支 ${formatYuanGrouped(last.linedUpFen)} 元,累计到账 ${formatYuanGrouped(last.paidFen)} 元,未到账 ${formatYuanGrouped(last.outstandingFen)} 元,待追回 ${formatYuanGrouped(openFen)} 元。`
  return [head, historyTable(rows), balances].join('\n\n')
}

function historyTable(rows: readonly HistoryRow[]): string {
  const right = { align: 'right' } as const
  return table(
    [
      { title: '时间' },
      { title: '批次' },
      { title: '姓名' },
      { title: '享受月份' },
      { title: '项目' },
      { title: '类型' },
      { title: '算式' },
      { title: '金额', ...right },
      { title: '结果' },
      { title: '累计列支', ...right },
      { title: '累计到账', ...right },
      { title: '未到账', ...right },
    ],
    rows.map((row) => [
      shanghaiTime(row.at).slice(0, 10),
      row.run,
      row.name,
      row.benefitMonth,
      `${programmeName(row.programme)} ${COMPONENT_NAMES[row.component] ?? row.component}`,
      HISTORY_TYPE_NAMES[row.type],
      row.formula,
      formatYuanGrouped(row.amountFen),
      fateWords(row),
      formatYuanGrouped(row.linedUpFen),
      formatYuanGrouped(row.paidFen),
      formatYuanGrouped(row.outstandingFen),
    ]),
  )
}

function toJson({ county, households, rows, open }: FamilyHistory) {
  const last = rows.at(-1)
  return {
    county,
    households,
    linedUpYuan: formatYuan(last?.linedUpFen ?? 0n),
    paidYuan: formatYuan(last?.paidFen ?? 0n),
    outstandingYuan: formatYuan(last?.outstandingFen ?? 0n),
    openRecoveryYuan: formatYuan(open.reduce((sum, one) => sum + one.openFen, 0n)),
    rows: rows.map(({ amountFen, arrivedFen, linedUpFen, paidFen, outstandingFen, ...row }) => ({
      ...row,
      amountYuan: formatYuan(amountFen),
      arrivedYuan: formatYuan(arrivedFen),
      linedUpYuan: formatYuan(linedUpFen),
      paidToDateYuan: formatYuan(paidFen),
      outstandingYuan: formatYuan(outstandingFen),
    })),
  }
}
