import { basename, join, relative } from 'node:path'
import type { DemoResult } from '../../demo/play/demo.ts'
import { DEMO_USERS } from '../../demo/play/demo-users.ts'
import { DEMO_FILES } from '../../demo/world/columns.ts'
import { EXAMPLE_COUNTY } from '../../demo/world/example-county.ts'
import { formatYuanGrouped } from '../../kernel/money.ts'
import { BANK_LAYOUTS_NAME } from '../../layout/bank-layouts.store.ts'
import { describeDecision } from '../../rules/price-subsidy/describe-decision.ts'
import { describeExplanation } from '../explain.ts'
import { EFFECT_NAMES } from '../run-words.ts'
import { pairs, table } from '../terminal/table.ts'
import { bankTable, closureAndBreaks, packLines, refusedTable, supplements } from './demo-settled.ts'
import { componentTable, itemTable } from './demo-totals.ts'

/** What came of the demo, for somebody at a bureau: figures, who is listed and why, where each file lies, one family. */
export function describeDemo(demo: DemoResult): string {
  return [
    heading('本月结果'),
    figures(demo),
    heading('各组成'),
    componentTable(demo.report),
    heading('未发、暂缓和提示'),
    reasonTable(demo.reasons),
    heading('导入'),
    importTable(demo),
    heading('发放文件'),
    itemTable(demo.items, demo.exported.files, shown),
    heading('三家银行,三种版式'),
    bankTable(demo),
    heading('有问题的回盘'),
    refusedTable(demo),
    heading('对账'),
    reconciledTable(demo),
    closureAndBreaks(demo),
    heading('重发和补发'),
    supplements(demo, shown),
    heading('审计资料包'),
    packLines(demo, shown),
    heading('价格临时补贴'),
    priceRun(demo),
    heading('文件在哪里'),
    places(demo),
    heading('举一户为例'),
    demo.explained.map((one) => describeExplanation(one, demo.options.month)).join('\n\n') || '本月没有应发的家庭。',
    heading('接着看'),
    furtherCommands(demo),
  ].join('\n')
}

const STAGES = [
  ['approved', '已复核'],
  ['exported', '送银行'],
  ['paid', '已发'],
  ['failed', '退回'],
  ['unknown', '未回盘'],
  ['held', '暂缓'],
] as const

function heading(title: string): string {
  return `\n【${title}】`
}

function figures({ report, exported, seconds, imports }: DemoResult): string {
  const { households, persons, lines, totalFen } = report.attempt!.progress
  const payments = exported.files.reduce((sum, { batch }) => sum + batch.rows, 0)
  const paidFen = exported.files.reduce((sum, { batch }) => sum + batch.totalFen, 0n)
  const registered = imports.find(({ written }) => written.kind === 'enrolments')?.imported.accepted ?? 0
  return pairs([
    ['批次', report.run.number],
    ['在册待遇', `${figure(registered)} 条`],
    ['应发', `${figure(households)} 户  ${figure(persons)} 人  ${figure(lines)} 行  ${formatYuanGrouped(totalFen)} 元`],
    ['送银行', `${figure(payments)} 笔  ${formatYuanGrouped(paidFen)} 元`],
    ['暂缓', `${figure(exported.held.payments)} 笔  ${formatYuanGrouped(exported.held.totalFen)} 元`],
    ['用时', `${seconds.toFixed(1)} 秒`],
  ])
}

function reasonTable(reasons: DemoResult['reasons']): string {
  const rows = reasons.map(({ effect, count, example }) => [EFFECT_NAMES[effect] ?? effect, figure(count), example])
  return table([{ title: '处理' }, right('件数'), { title: '例如' }], rows)
}

function importTable({ imports }: DemoResult): string {
  const rows = imports.map(({ written, imported }) => [
    DEMO_FILES[written.kind].name,
    imported.encoding,
    figure(imported.rows),
    figure(imported.refused),
    shown(written.path),
    imported.problemFile ? shown(imported.problemFile) : '',
  ])
  const titles = [{ title: '资料' }, { title: '编码' }, right('行数'), right('拒收')]
  return table([...titles, { title: '文件' }, { title: '问题清单' }], rows)
}

function reconciledTable({ reconciled }: DemoResult): string {
  const rows = STAGES.map(([stage, title]) => {
    const { payments, fen } = reconciled.totals[stage]
    return [title, figure(payments), formatYuanGrouped(fen)]
  })
  const amounts = table([{ title: '阶段' }, right('笔数'), right('金额(元)')], rows)
  const closes = reconciled.gapFen === 0n ? '分文不差' : `相差 ${formatYuanGrouped(reconciled.gapFen)} 元`
  return `${amounts}\n应发 = 已发 + 退回 + 未回盘 + 暂缓:${closes};需要跟进的差异 ${figure(reconciled.differences)} 条。`
}

/** Why the month fired, what it paid, and the files. */
function priceRun({ price: { report, reasons, exported, items, decisionFile } }: DemoResult): string {
  const { households, lines, totalFen } = report.attempt!.progress
  const sentFen = exported.files.reduce((sum, { batch }) => sum + batch.totalFen, 0n)
  const payments = exported.files.reduce((sum, { batch }) => sum + batch.rows, 0)
  return [
    ...report.decisions.map(describeDecision),
    pairs([
      ['批次', report.run.number],
      ['应发', `${figure(households)} 户  ${figure(lines)} 人  ${formatYuanGrouped(totalFen)} 元`],
      ['送银行', `${figure(payments)} 笔  ${formatYuanGrouped(sentFen)} 元`],
      ['暂缓', `${figure(exported.held.payments)} 笔  ${formatYuanGrouped(exported.held.totalFen)} 元`],
      ['启动决定', `${shown(decisionFile)}(一页,可打印签字)`],
    ]),
    componentTable(report),
    itemTable(items, exported.files, shown),
    ...(reasons.length > 0 ? [reasonTable(reasons)] : []),
  ].join('\n')
}

function places({ folder, reconciled, answers, refused, statementFile, price }: DemoResult): string {
  return pairs([
    ['登记资料和问题清单', shown(folder.registry)],
    ['发放文件和清单(manifest)', shown(folder.payments)],
    [`银行回盘(${answers.length} 个,另有 ${refused.length} 个拒收)`, shown(folder.returns)],
    ['银行对账单', shown(statementFile)],
    ['各家银行的版式', shown(join(folder.home, BANK_LAYOUTS_NAME))],
    ['发放明细', shown(join(folder.reports, '发放明细.csv'))],
    ['价格补贴发放明细', shown(price.linesFile)],
    ['价格补贴启动决定', shown(price.decisionFile)],
    ...reconciled.files.map((path) => [basename(path, '.csv'), shown(path)] as const),
    ['示例数据库和密钥', shown(folder.home)],
  ])
}

/** Commands to copy; the first lines point them at the demo's database. */
function furtherCommands({ folder, report, explained, options, price }: DemoResult): string {
  const family = explained[0]?.householdNo ?? 'SL0000001'
  const huimin = programmeCall()
  const { number } = report.run
  const lines = [
    ...(process.env.DATABASE_URL ? ['unset DATABASE_URL'] : []),
    `export HUIMIN_HOME=${shown(folder.home)} HUIMIN_USER=${DEMO_USERS.maker}`,
    `${huimin} run show ${number}        # 批次全貌`,
    `${huimin} run show ${price.report.run.number}        # 价格补贴批次`,
    `${huimin} exceptions ${number}      # 谁没有发、为什么`,
    `${huimin} breaks list ${number}     # 差异:类别、账龄、状态`,
    `${huimin} reissue list              # 退回的款项:哪些已重发,哪些在等账户`,
    `${huimin} pack ${number}            # 整个月的审计资料包`,
    `${huimin} explain --county ${EXAMPLE_COUNTY} --month ${options.month} --household ${family}    # 一户怎么算的`,
  ]
  return lines.map((line) => `  ${line}`).join('\n')
}

/** How this programme was called, for commands that can be copied. */
function programmeCall(): string {
  const called = process.argv[1] ?? ''
  return called.endsWith('.js') || called.endsWith('.ts') ? `node ${shown(called)}` : 'huimin'
}

/** A path as it is shortest from here. */
function shown(path: string): string {
  const near = relative(process.cwd(), path)
  return near.startsWith('..') ? path : near || '.'
}

function figure(count: number): string {
  return count.toLocaleString('en-US')
}

function right(title: string) {
  return { title, align: 'right' as const }
}
