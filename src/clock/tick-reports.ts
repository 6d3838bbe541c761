import { join } from 'node:path'
import { reconcileRun } from '../app/reconcile/reconcile-run.ts'
import { publishReport } from '../files/publish-report.store.ts'
import { type Fen, formatYuan } from '../kernel/money.ts'
import { REPORT_BOM, reportLines } from '../kernel/report-csv.ts'
import { isSent, STATE_NAMES } from '../run/run-state.ts'
import { countiesWaiting, type WaitingRun, waitingRuns } from './clock-runs.store.ts'
import type { JobStep, StepOutcome, Tick } from './tick-job.ts'
import { writeOutstanding } from './tick-outstanding.ts'

/** The folder, below that of the payment files, in which each night's reports get a folder of their day. */
const NIGHT_FOLDER = '夜间'

const COLUMNS = [
  '批次号', '种类', '月份', '状态', '开立日期', '开立至今天数', '现状至今天数',
  '已发笔数', '已发金额', '成功金额', '失败金额', '未回盘金额', '暂缓金额', '差异条数',
] as const // biome-ignore format: one heading line

const KINDS: Record<string, string> = { regular: '正常', price: '价格补贴', supplementary: '补充' }

/** Every night reconciles the runs that are out, and lists how long each run and each returned payment has waited. */
export const reportStep: JobStep = {
  async due({ context }, { firedOn }) {
    const counties = await countiesWaiting(context.database.pool)
    return counties.map((county) => ({ county, key: firedOn, dueOn: firedOn }))
  },
  run: (tick, { county, key }) => writeReports(tick, county, key),
}

async function writeReports(tick: Tick, county: string, day: string): Promise<StepOutcome> {
  const folder = join(tick.settings.out, NIGHT_FOLDER, day)
  const runs = await waitingRuns(tick.context.database.pool, county, tick.today)
  const rows: string[][] = []
  let unknownFen = 0n
  for (const run of runs) {
    const out = isSent(run.state)
    const found = out ? await reconcileRun(tick.context, run.number, { out: join(folder, run.number) }) : null
    unknownFen += found?.totals.unknown.fen ?? 0n
    rows.push(ageingRow(run, found))
  }
  const path = await publishReport(folder, `账龄-${county}.csv`, [REPORT_BOM, reportLines([COLUMNS, ...rows])])
  const outstanding = await writeOutstanding(tick.context, county, folder)
  return { said: `${runs.length} 个未关账批次,未回盘 ${formatYuan(unknownFen)} 元,账龄表 ${path};${outstanding}` }
}

type Found = Awaited<ReturnType<typeof reconcileRun>>

function ageingRow(run: WaitingRun, found: Found | null): string[] {
  const { number, kind, month, state, opened, openDays, stateDays } = run
  const yuan = (fen: Fen | undefined) => (fen === undefined ? '' : formatYuan(fen))
  const of = found?.totals
  return [
    ...[number, KINDS[kind] ?? kind, month, STATE_NAMES[state], opened, String(openDays), String(stateDays)],
    ...[of ? String(of.exported.payments) : '', yuan(of?.exported.fen), yuan(of?.paid.fen), yuan(of?.failed.fen)],
    ...[yuan(of?.unknown.fen), yuan(of?.held.fen), found ? String(found.differences) : ''],
  ]
}
