import type { Context } from '../access/context.ts'
import { type ListedFailure, listReissues, standingName } from '../app/reissue/reissue-list.ts'
import { publishReport } from '../files/publish-report.store.ts'
import { formatYuan, formatYuanGrouped } from '../kernel/money.ts'
import { inertText, REPORT_BOM, reportLines } from '../kernel/report-csv.ts'
import { programmeName } from '../policy/programmes.ts'
import { OUTSTANDING_NAMES, WAIT_WORDS } from '../reissue/wait-reason.ts'

const COLUMNS = [
  '原批次号', '支付编号', '补贴项目', '乡镇', '金额', '最早发放月份', '等待月数', '等待过久', '现状', '再发批次号',
  '再发支付编号', '等什么', '原因',
] as const // biome-ignore format: one heading line

/**
 * Writes 待重发-COUNTY.csv: all that came back from the banks or went astray and is not paid again, the oldest first,
 * also of runs that are closed. Gives what the night has to say of it: loudly where people wait for too long.
 */
export async function writeOutstanding(context: Context, county: string, folder: string): Promise<string> {
  const failures = await listReissues(context, { county })
  const lines = reportLines([COLUMNS, ...failures.map(cellsOf)])
  await publishReport(folder, `待重发-${county}.csv`, [REPORT_BOM, lines])
  const overdue = failures.filter((one) => one.overdue)
  if (overdue.length === 0) return `退回待重发 ${failures.length} 笔`
  const totalFen = overdue.reduce((sum, { amountFen }) => sum + amountFen, 0n)
  return `退回待重发 ${failures.length} 笔,!! 其中 ${overdue.length} 笔共 ${formatYuanGrouped(totalFen)} 元等待过久(最早 ${overdue[0]!.since})`
}

function cellsOf(one: ListedFailure): string[] {
  const { run, paymentNo, item, area, amountFen, since, ageMonths, overdue, again, waits, ground, reason } = one
  return [
    ...[run, paymentNo, programmeName(item), area.slice(0, 9), formatYuan(amountFen), since, String(ageMonths)],
    ...[overdue ? '是' : '', OUTSTANDING_NAMES[standingName(one)], again?.run ?? '', again?.paymentNo ?? ''],
    ...[waits ? WAIT_WORDS[waits].name : '', inertText(ground === 'failed' ? reason : `错发:${reason}`)],
  ]
}
