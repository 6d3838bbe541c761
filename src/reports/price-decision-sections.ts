import { formatYuan, formatYuanGrouped } from '../kernel/money.ts'
import { programmeName } from '../policy/programmes.ts'
import { areaName, describeDecision, INDEX_NAMES } from '../rules/price-subsidy/describe-decision.ts'
import type { TriedClause } from '../rules/price-subsidy/price-decision.ts'
import type { PageSection, PageTable } from './decision-page.ts'
import type { AreaDecision, EarlierCalculation, PriceDecisionReport, ProgrammeRecipients } from './price-decision.ts'
import type { AskedFigure, RevisedFigure } from './price-decision-change.ts'

/** What was published, what it means and what is paid for one place; `named` where there are several places. */
export function areaSections(area: AreaDecision, named: boolean): PageSection[] {
  const { decision, figures, bases, terms, recipients } = area
  const place = named ? `(${areaName(decision.area)})` : ''
  const sections = [
    section(
      `已发布的价格指数${place}`,
      figureTable(figures),
      figures.length === 0 ? ['没有文件规定要看哪些指数。'] : [],
    ),
  ]
  if (decision.outcome !== 'no-rule' || decision.parameter !== 'price-subsidy.trigger') {
    const clauses = 'clauses' in decision ? decision.clauses : []
    sections.push(section(`启动条件,达到任一项即启动${place}`, clauseTable(clauses, bases.trigger), []))
  }
  if (decision.outcome === 'not-fired' || decision.outcome === 'no-rule') return sections
  const rows = terms.map(({ what, words, basis }) => [what, words, basis || '—'])
  const termTable = tableOf([left('事项'), left('规定'), left('依据')], rows)
  sections.push(section(`补贴标准${place}`, termTable, []))
  if (decision.outcome === 'undecided') return sections
  const note = `依据:${bases.recipients}。一人符合几项的只发一份,取最高的。`
  return [...sections, section(`发放对象和金额${place}`, recipientTable(recipients), [note])]
}

function figureTable(figures: readonly AskedFigure[]): PageTable | null {
  if (figures.length === 0) return null
  const rows = figures.map(({ index, askedBy, figure }) => [
    INDEX_NAMES[index],
    figure ? `${figure.rise}%` : '未发布',
    figure?.publishedOn ?? '—',
    figure ? areaName(figure.area) : '—',
    askedBy.map((by) => (by === 'trigger' ? '启动' : '计算金额')).join('、'),
  ])
  return tableOf([left('指标'), right('同比涨幅'), left('发布日期'), left('适用区划'), left('用于')], rows)
}

function clauseTable(clauses: readonly TriedClause[], basis: string): PageTable | null {
  if (clauses.length === 0) return null
  const rows = clauses.map(({ index, atLeast, figure, holds }) => [
    `${INDEX_NAMES[index]}同比涨幅达到 ${atLeast}%`,
    figure ? `${figure.rise}%` : '未发布',
    holds === null ? '无法判断' : holds ? '达到' : '未达到',
    basis,
  ])
  return tableOf([left('条件'), right('实际'), left('结果'), left('依据')], rows)
}

/** A group of more amounts than this is shown by its smallest and greatest. */
const SHOWN_AMOUNTS = 3

function recipientTable(recipients: readonly ProgrammeRecipients[]): PageTable {
  const sum = {
    persons: recipients.reduce((all, { persons }) => all + persons, 0),
    fen: recipients.reduce((all, { totalFen }) => all + totalFen, 0n),
  }
  const columns = [
    left('对象'),
    left('适用标准'),
    left('每人算式'),
    right('人数'),
    right('每人(元)'),
    right('金额(元)'),
  ]
  const total = ['合计', '', '', figure(sum.persons), '', formatYuanGrouped(sum.fen)]
  return { columns, rows: [...recipients.flatMap(recipientRows), total], totalled: true }
}

function recipientRows({ programme, standard, persons, totalFen, amounts }: ProgrammeRecipients): string[][] {
  const name = [programmeName(programme), standard || '—']
  const [low, high] = [amounts[0], amounts.at(-1)]
  if (!low || !high) return [[...name, '—', '0', '—', '0.00']]
  if (amounts.length > SHOWN_AMOUNTS) {
    const range = `${formatYuan(low.amountFen)}~${formatYuan(high.amountFen)}`
    const formulas = `${low.formula} 至 ${high.formula}`
    return [[...name, formulas, figure(persons), range, formatYuanGrouped(totalFen)]]
  }
  return amounts.map((one) => [
    ...name,
    one.formula,
    figure(one.persons),
    formatYuan(one.amountFen),
    formatYuanGrouped(BigInt(one.persons) * one.amountFen),
  ])
}

const TYPE_NAMES: Readonly<Record<string, string>> = { arrears: '补发', recovery: '追回', reissue: '重发' }

/** Lines and payments of the run, which are one amount. */
export function describeTotals({ totals }: PriceDecisionReport): string {
  const { lines, payments, heldPayments, heldFen } = totals
  const yuan = formatYuanGrouped(totals.totalFen)
  const held = heldPayments > 0 ? `,其中暂缓 ${figure(heldPayments)} 笔 ${formatYuanGrouped(heldFen)} 元` : ''
  return `发放明细 ${figure(lines)} 行 ${yuan} 元 = 支付 ${figure(payments)} 笔 ${yuan} 元${held}。`
}

/** What the run pays for its own month and, apart from it, as 补发 and 追回 of earlier ones. */
export function moneySection(report: PriceDecisionReport): PageSection {
  const { run, areas, differences, totals } = report
  const own = areas.flatMap(({ recipients }) => recipients)
  const ownFen = own.reduce((sum, { totalFen }) => sum + totalFen, 0n)
  const rows = [
    [run.month, '正常', figure(own.reduce((sum, { persons }) => sum + persons, 0)), formatYuanGrouped(ownFen)],
    ...differences.map(({ month, type, persons, totalFen }) => [
      ...[month, TYPE_NAMES[type] ?? '正常', figure(persons), formatYuanGrouped(totalFen)],
    ]),
    ['合计', '', figure(totals.persons), formatYuanGrouped(totals.totalFen)],
  ]
  const columns = [left('指数月份'), left('类型'), right('人数'), right('金额(元)')]
  return section('本批次合计', { columns, rows, totalled: true }, [describeTotals(report)])
}

const EFFECT_NAMES: Readonly<Record<string, string>> = { 'not-paid': '未发', held: '暂缓', warning: '提示' }

/** Who is listed, by reason. */
export function listedSection({ run, listed }: PriceDecisionReport): PageSection {
  if (listed.length === 0) return section('列出的情形', null, ['没有未发、暂缓或需要提示的情形。'])
  const rows = listed.map(({ effect, count, example, households }) => [
    EFFECT_NAMES[effect] ?? effect,
    figure(count),
    firstSentence(example),
    describeHouseholds(households, count),
  ])
  const table = tableOf([left('处理'), right('件数'), left('原因(举例)'), left('家庭编号')], rows)
  return section(`列出的情形,逐件见 huimin exceptions ${run.number}`, table, [])
}

function describeHouseholds(households: readonly string[], count: number): string {
  const [first] = households
  if (first === undefined) return '—'
  return count > households.length ? `${first} 等` : households.join('、')
}

function firstSentence(text: string): string {
  const end = text.indexOf('。')
  return end < 0 ? text : text.slice(0, end + 1)
}

/** Whether figures were revised after an earlier calculation of this or an earlier index month. */
export function revisionSection({ changes }: PriceDecisionReport): PageSection {
  const changed = changes.filter(({ change }) => change !== null)
  const same = changes.filter(({ change }) => change === null).map(({ month }) => month)
  const notes = [
    ...(changes.length === 0 ? ['本月和以前各月此前都没有计算过价格补贴批次,没有需要比较的指数。'] : []),
    ...(same.length > 0 ? [`${same.join('、')} 此前计算所用的指数没有修订。`] : []),
    ...changed.flatMap(describeChange),
  ]
  const rows = changed.flatMap(({ month, run, change }) =>
    change!.figures.map((figure) => [month, run, INDEX_NAMES[figure.index], ...publishedCells(figure)]),
  )
  const columns = [left('指数月份'), left('此前批次'), left('指标'), left('此前'), left('本次')]
  return section('指数修订', rows.length > 0 ? tableOf(columns, rows) : null, notes)
}

function publishedCells({ before, now }: RevisedFigure): string[] {
  return [before, now].map((figure) =>
    figure ? `${figure.rise}%(${areaName(figure.area)},${figure.publishedOn} 发布)` : '未发布',
  )
}

function describeChange({ change }: EarlierCalculation): string[] {
  const { before, now, documents } = change!
  const by = documents ? '(政策文件也有变动)' : ''
  return [`此前:${describeDecision(before)}`, `本次:${describeDecision(now)}${by}`]
}

function section(heading: string, table: PageTable | null, notes: readonly string[]): PageSection {
  return { heading, table, notes }
}

function tableOf(columns: PageTable['columns'], rows: PageTable['rows']): PageTable {
  return { columns, rows, totalled: false }
}

function left(title: string) {
  return { title, align: 'left' as const }
}

function right(title: string) {
  return { title, align: 'right' as const }
}

function figure(count: number): string {
  return count.toLocaleString('en-US')
}
