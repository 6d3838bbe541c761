import type { Command } from 'commander'
import { type MonthReview, reviewMonth } from '../app/inquiry/month-review.ts'
import { formatYuan, formatYuanGrouped } from '../kernel/money.ts'
import { percentOf } from '../kernel/percent.ts'
import { programmeName } from '../policy/programmes.ts'
import type { ChangeTotal } from '../reconciliation/change-summary.store.ts'
import { withContext } from './terminal/command.ts'
import { type Column, table } from './terminal/table.ts'

/** `huimin run review` */
export function registerReview(run: Command): void {
  run
    .command('review <run>')
    .description('复核首页:与上月相比,各乡镇、各项目的合计,和变动最大的家庭及原因')
    .action(async (number: string, _options: unknown, command: Command) => {
      await withContext(command, async (context, out) => {
        const review = await reviewMonth(context, number)
        out.say(describe(review))
        return { result: jsonOf(review) }
      })
    })
}

function describe(review: MonthReview): string {
  const { run, month, before, totals } = review
  const head =
    before === null ? `批次 ${run}(${month}),没有可比的上月批次。` : `批次 ${run}(${month}),与 ${before} 相比:`
  const parts = [head, totalsTable(totals)]
  if (review.largest.length > 0) parts.push(`变动最大的 ${review.largest.length} 户(人):\n${largestTable(review)}`)
  return parts.join('\n\n')
}

const RIGHT = { align: 'right' } as const
const TOTAL_COLUMNS: Column[] = [
  { title: '乡镇' },
  { title: '项目' },
  { title: '上月户(人)', ...RIGHT },
  { title: '本月户(人)', ...RIGHT },
  { title: '新增', ...RIGHT },
  { title: '退出', ...RIGHT },
  { title: '变动', ...RIGHT },
  { title: '上月(元)', ...RIGHT },
  { title: '本月(元)', ...RIGHT },
  { title: '增减(元)', ...RIGHT },
  { title: '比例', ...RIGHT },
]

/** By township and programme, then each programme in all townships, then everything. */
function totalsTable(totals: readonly ChangeTotal[]): string {
  const programmes = [...new Set(totals.map(({ programme }) => programme))].sort()
  const sum = (of: readonly ChangeTotal[], township: string, programme: string) =>
    totalRow(addUp(of), township, programme)
  return table(TOTAL_COLUMNS, [
    ...totals.map((one) => totalRow(one, one.township, programmeName(one.programme))),
    ...programmes.map((code) => {
      const of = totals.filter(({ programme }) => programme === code)
      return sum(of, '全部乡镇', programmeName(code))
    }),
    sum(totals, '合计', ''),
  ])
}

type Figures = Pick<ChangeTotal, 'before' | 'now' | 'came' | 'left' | 'changed'>

function addUp(totals: readonly ChangeTotal[]): Figures {
  const add = (of: (one: ChangeTotal) => number) => totals.reduce((sum, one) => sum + of(one), 0)
  const side = (which: 'before' | 'now') => ({
    beneficiaries: add((one) => one[which].beneficiaries),
    fen: totals.reduce((sum, one) => sum + one[which].fen, 0n),
  })
  const [came, left, changed] = [add((one) => one.came), add((one) => one.left), add((one) => one.changed)]
  return { before: side('before'), now: side('now'), came, left, changed }
}

function totalRow({ before, now, came, left, changed }: Figures, township: string, programme: string): string[] {
  const counts = [before.beneficiaries, now.beneficiaries, came, left, changed].map((n) => n.toLocaleString('en-US'))
  const difference = now.fen - before.fen
  const yuan = [before.fen, now.fen, difference].map(formatYuanGrouped)
  return [township, programme, ...counts, ...yuan, percentOf(difference, before.fen)]
}

function largestTable({ largest }: MonthReview): string {
  const titles: Column[] = [
    { title: '变动' },
    { title: '乡镇' },
    { title: '家庭编号' },
    { title: '姓名' },
    { title: '项目' },
    { title: '上月(元)', ...RIGHT },
    { title: '本月(元)', ...RIGHT },
    { title: '本月补退', ...RIGHT },
    { title: '原因' },
  ]
  const rows = largest.map((one) => [
    one.kind,
    one.township,
    one.householdNo,
    one.name,
    programmeName(one.programme),
    ...[one.beforeFen, one.nowFen, one.nowOther].map(formatYuanGrouped),
    one.cause,
  ])
  return table(titles, rows)
}

function jsonOf({ run, month, before, totals, largest }: MonthReview) {
  return {
    run,
    month,
    before,
    totals: totals.map(({ before: then, now, ...rest }) => ({
      ...rest,
      beforeCount: then.beneficiaries,
      nowCount: now.beneficiaries,
      beforeYuan: formatYuan(then.fen),
      nowYuan: formatYuan(now.fen),
    })),
    largest: largest.map(({ beforeFen, nowFen, beforeOther, nowOther, maskedId: _, ...rest }) => ({
      ...rest,
      beforeYuan: formatYuan(beforeFen),
      nowYuan: formatYuan(nowFen),
      beforeOtherYuan: formatYuan(beforeOther),
      nowOtherYuan: formatYuan(nowOther),
    })),
  }
}
