import type { Context } from '../access/context.ts'
import { listExceptions, type RunReport, reportRun } from '../app/inquiry/run-report.ts'
import { formatYuan, formatYuanGrouped } from '../kernel/money.ts'
import { describeProblem } from '../kernel/problem.ts'
import { programmeName } from '../policy/programmes.ts'
import { describeDecision } from '../rules/price-subsidy/describe-decision.ts'
import { listRuns, type Run } from '../run/run.store.ts'
import { ACTION_NAMES, STATE_NAMES } from '../run/run-state.ts'
import { overdueLine } from './overdue.ts'
import { COMPONENT_NAMES, EFFECT_NAMES, KIND_NAMES, LINE_TYPE_NAMES } from './run-words.ts'
import type { Ending } from './terminal/command.ts'
import type { Output } from './terminal/output.ts'
import { pairs, table } from './terminal/table.ts'

/** `huimin run show RUN` */
export async function showRun(context: Context, out: Output, number: string): Promise<Ending> {
  const report = await reportRun(context, number)
  out.say(describeReport(report))
  const { run, attempt } = report
  const progress = attempt?.progress
  return {
    result: {
      run: run.number,
      county: run.county,
      month: run.month,
      kind: run.kind,
      state: run.state,
      maker: run.maker,
      households: progress?.households ?? 0,
      persons: progress?.persons ?? 0,
      lines: progress?.lines ?? 0,
      totalYuan: formatYuan(progress?.totalFen ?? 0n),
      byComponent: Object.fromEntries(componentTotals(report)),
      byType: Object.fromEntries(typeTotals(report).map(([type, { totalFen }]) => [type, formatYuan(totalFen)])),
      ...(report.overdue.payments > 0 && {
        overdue: { payments: report.overdue.payments, totalYuan: formatYuan(report.overdue.totalFen) },
      }),
      exceptions: report.exceptionCounts.reduce(
        (sum, { effect, count }) => sum + (effect === 'warning' ? 0 : count),
        0,
      ),
      warnings: report.exceptionCounts.reduce((sum, { effect, count }) => sum + (effect === 'warning' ? count : 0), 0),
      policyRevision: attempt?.policyRevision ?? null,
      policyWarnings: report.policyWarnings,
      ...(report.decisions.length > 0 && { decisions: report.decisions.map(describeDecision) }),
      events: report.events,
    },
  }
}

function componentTotals({ components }: RunReport): Map<string, string> {
  const fen = new Map<string, bigint>()
  for (const { component, totalFen } of components) fen.set(component, (fen.get(component) ?? 0n) + totalFen)
  return new Map([...fen].map(([component, total]) => [component, formatYuan(total)]))
}

/** Lines and fen of each type, in the order in which people think of them: 正常, 补发, 追回, 重发. */
function typeTotals({ components }: RunReport): [string, { lines: number; totalFen: bigint }][] {
  return Object.keys(LINE_TYPE_NAMES).flatMap((type) => {
    const of = components.filter((one) => one.type === type)
    if (of.length === 0) return []
    const sum = { lines: 0, totalFen: 0n }
    for (const { lines, totalFen } of of) {
      sum.lines += lines
      sum.totalFen += totalFen
    }
    return [[type, sum]]
  })
}

/** The run as a page for a person. */
export function describeReport(report: RunReport): string {
  const { run, attempt, events, components, exceptionCounts, decisions, policyWarnings } = report
  const progress = attempt?.progress
  const head: [string, string][] = [
    ['批次', run.number],
    ['区县 月份', `${run.county}  ${run.month}`],
    ['种类', KIND_NAMES[run.kind]!],
    ['状态', STATE_NAMES[run.state]],
    ['经办', run.maker],
  ]
  if (progress) {
    head.push(['户数 人数', `${count(progress.households)} 户  ${count(progress.persons)} 人`])
    head.push(['明细', `${count(progress.lines)} 行`], ['合计', `${formatYuanGrouped(progress.totalFen)} 元`])
    head.push(['政策版本', `第 ${attempt.policyRevision} 版`])
  }
  const parts = [pairs(head)]
  if (decisions.length > 0) parts.push(decisions.map(describeDecision).join('\n'))
  if (components.length > 0) parts.push(componentTable(report))
  if (report.overdue.payments > 0) parts.push(overdueLine(report.overdue))
  if (exceptionCounts.length > 0) {
    const rows = exceptionCounts.map((e) => [EFFECT_NAMES[e.effect]!, count(e.count), e.code, e.example])
    const titles = [
      { title: '列示' },
      { title: '件数', align: 'right' },
      { title: '原因代码' },
      { title: '例如' },
    ] as const
    parts.push(table(titles, rows))
  }
  if (policyWarnings.length > 0) parts.push(['政策文件提示', ...policyWarnings.map(describeProblem)].join('\n'))
  if (events.length > 0) {
    const rows = events.map((e) => [e.at.slice(0, 16), ACTION_NAMES[e.action], e.actor, e.reason ?? ''])
    parts.push(table([{ title: '时间' }, { title: '步骤' }, { title: '操作人' }, { title: '原因' }], rows))
  }
  return parts.join('\n\n')
}

function componentTable(report: RunReport): string {
  const { components } = report
  const rows = components.map(({ programme, component, type, lines, totalFen }) => [
    programmeName(programme),
    COMPONENT_NAMES[component] ?? component,
    LINE_TYPE_NAMES[type]!,
    count(lines),
    formatYuanGrouped(totalFen),
  ])
  const types = typeTotals(report)
  for (const [type, { lines, totalFen }] of types.length > 1 ? types : []) {
    rows.push(['其中', '', LINE_TYPE_NAMES[type]!, count(lines), formatYuanGrouped(totalFen)])
  }
  rows.push([
    '合计',
    '',
    '',
    count(components.reduce((sum, { lines }) => sum + lines, 0)),
    formatYuanGrouped(components.reduce((sum, { totalFen }) => sum + totalFen, 0n)),
  ])
  return table(
    [
      { title: '项目' },
      { title: '组成' },
      { title: '类型' },
      { title: '行数', align: 'right' },
      { title: '金额(元)', align: 'right' },
    ],
    rows,
  )
}

/** `huimin run list` */
export async function showRuns(context: Context, out: Output): Promise<Ending> {
  const runs = await listRuns(context.database.sql)
  const rows = runs.map((run) => [
    run.number,
    run.county,
    run.month,
    KIND_NAMES[run.kind]!,
    STATE_NAMES[run.state],
    run.maker,
  ])
  const titles = ['批次', '区县', '月份', '种类', '状态', '经办']
  out.say(
    runs.length === 0
      ? '还没有批次。请用 huimin run open 开批次。'
      : table(
          titles.map((title) => ({ title })),
          rows,
        ),
  )
  return { result: { runs: runs.map(summary) } }
}

function summary({ number, county, month, kind, state, maker }: Run) {
  return { run: number, county, month, kind, state, maker }
}

/** `huimin exceptions RUN` */
export async function showExceptions(context: Context, out: Output, number: string): Promise<Ending> {
  const exceptions = await listExceptions(context, number)
  const rows = exceptions.map((e) => [
    EFFECT_NAMES[e.effect]!,
    e.householdNo ?? '',
    e.name ?? '',
    e.programme ? programmeName(e.programme) : '',
    e.enrolmentNo ?? '',
    e.message,
  ])
  const titles = ['列示', '家庭编号', '姓名', '项目', '待遇编号', '原因']
  out.say(
    exceptions.length === 0
      ? '没有未发、暂缓或需要提示的情况。'
      : table(
          titles.map((title) => ({ title })),
          rows,
        ),
  )
  return { result: { run: number, exceptions } }
}

function count(value: number): string {
  return value.toLocaleString('en-US')
}
