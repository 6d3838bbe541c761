import { join } from 'node:path'
import { reconcileRun } from '../app/reconcile/reconcile-run.ts'
import { publishReport } from '../files/publish-report.store.ts'
import { type Fen, formatYuan } from '../kernel/money.ts'
import { REPORT_BOM, reportLine } from '../kernel/report-csv.ts'
import type { RunState } from '../run/run-state.ts'
import { isSent, STATE_NAMES } from '../run/run-state.ts'
import type { JobStep, StepOutcome, Tick } from './tick-job.ts'
import { writeOutstanding } from './tick-outstanding.ts'

/** The folder, below that of the payment files, in which each night's reports get a folder of their day. */
export const NIGHT_FOLDER = '夜间'

const COLUMNS = [
  '批次号', '种类', '月份', '状态', '开立日期', '开立至今天数', '现状至今天数',
  '已发笔数', '已发金额', '成功金额', '失败金额', '未回盘金额', '暂缓金额', '差异条数',
] as const // biome-ignore format: one heading line

const KINDS: Record<string, string> = { regular: '正常', price: '价格补贴', supplementary: '补充' }

/** Every night reconciles the runs that are out, and lists how long each run and each returned payment has waited. */
export const reportStep: JobStep = {
  async due({ context }, { firedOn }) {
    const { rows } = await context.database.pool.query(
      "SELECT DISTINCT county FROM run WHERE state NOT IN ('void', 'closed') ORDER BY county",
    )
    return rows.map(({ county }) => ({ county, key: firedOn, dueOn: firedOn }))
  },
  run: (tick, { county, key }) => writeReports(tick, county, key),
}

interface WaitingRun {
  readonly number: string
  readonly kind: string
  readonly month: string
  readonly state: RunState
  readonly opened: string
  readonly openDays: number
  readonly stateDays: number
}

async function writeReports(tick: Tick, county: string, day: string): Promise<StepOutcome> {
  const folder = join(tick.settings.out, NIGHT_FOLDER, day)
  const runs = await waitingRuns(tick, county)
  const rows: string[][] = []
  let unknownFen = 0n
  for (const run of runs) {
    const out = isSent(run.state)
    const found = out ? await reconcileRun(tick.context, run.number, { out: join(folder, run.number) }) : null
    unknownFen += found?.totals.unknown.fen ?? 0n
    rows.push(ageingRow(run, found))
  }
  const lines = [COLUMNS, ...rows].map(reportLine)
  const path = await publishReport(folder, `账龄-${county}.csv`, [REPORT_BOM, ...lines])
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

/** Runs that are neither closed nor void, with their ages in days by the calendar in China. */
async function waitingRuns({ context, today }: Tick, county: string): Promise<WaitingRun[]> {
  const { rows } = await context.database.pool.query(
    `SELECT number, kind, month, state, opened_at::date::text AS opened, $2::date - opened_at::date AS "openDays",
       $2::date - coalesce((SELECT max(at) FROM run_event e WHERE e.county = r.county AND e.run_id = r.run_id),
         opened_at)::date AS "stateDays"
     FROM run r WHERE county = $1 AND state NOT IN ('void', 'closed') ORDER BY month, run_id`,
    [county, today],
  )
  return rows
}
