import { type Command, InvalidArgumentError } from 'commander'
import { type ExplainRequest, type Explanation, explain } from '../app/inquiry/explain.ts'
import { formatYuan, formatYuanGrouped } from '../kernel/money.ts'
import { programmeName } from '../policy/programmes.ts'
import { describeDecision } from '../rules/price-subsidy/describe-decision.ts'
import { isSent, STATE_NAMES } from '../run/run-state.ts'
import { COMPONENT_NAMES, EFFECT_NAMES, LINE_TYPE_NAMES } from './run-words.ts'
import { withContext } from './terminal/command.ts'
import { pairs, table } from './terminal/table.ts'

/** `huimin explain` */
export function registerExplain(program: Command): void {
  program
    .command('explain')
    .description('一户一月:每一元怎么算的、依据哪个文件哪一条')
    .requiredOption('--county <code>', '6 位区县代码')
    .requiredOption('--month <month>', '月份,例如 2026-07')
    .option('--household <number>', '家庭编号')
    .option('--id <number>', '身份证号')
    .option('--known-on <day>', '按这一天已知的登记、文件和指数回答(YYYY-MM-DD)')
    .action(async (options: ExplainRequest, command: Command) => {
      if ((options.household === undefined) === (options.id === undefined)) {
        throw new InvalidArgumentError('请给出 --household 或 --id 其中一个')
      }
      await withContext(command, async (context, out) => {
        const explained = await explain(context, options)
        if (options.knownOn !== undefined) out.say(`按 ${options.knownOn} 已知的登记、文件和指数:`)
        out.say(explained.map((one) => describeExplanation(one, options.month)).join('\n\n'))
        return {
          result: {
            county: options.county,
            month: options.month,
            knownOn: options.knownOn ?? null,
            households: explained.map(toJson),
          },
        }
      })
    })
}

/** The explanation as a page that a clerk can read to the family. */
export function describeExplanation(explanation: Explanation, month: string): string {
  const parts = [headOf(explanation, month)]
  if (explanation.members.length > 0) parts.push(memberTable(explanation))
  if (explanation.enrolments.length > 0) parts.push(enrolmentTable(explanation))
  if (explanation.incomes.length > 0) parts.push(incomeTable(explanation))
  parts.push(dueTable(explanation))
  for (const { effect, message, basis } of explanation.outcome.exceptions) {
    parts.push(`${EFFECT_NAMES[effect]}:${message}${basis ? `(${basis})` : ''}`)
  }
  if (explanation.price) parts.push(priceOf(explanation))
  if (explanation.articles.length > 0) parts.push(articleList(explanation))
  if (explanation.paid.length > 0) parts.push(paidTable(explanation))
  return parts.join('\n\n')
}

function headOf({ householdNo, household }: Explanation, month: string): string {
  if (!household)
    return pairs([
      ['家庭', householdNo],
      ['月份', `${month}(该月尚无登记)`],
    ])
  return pairs([
    ['家庭', householdNo],
    ['月份', month],
    ['区划', household.area],
    ['城乡', household.residence === 'urban' ? '城市' : '农村'],
    ['家庭人口', `${household.size} 人`],
  ])
}

function memberTable({ members }: Explanation): string {
  const state = (alive: boolean, present: boolean) => (alive ? (present ? '' : '已不在户') : '已故')
  const rows = members.map((m) => [
    m.name,
    m.maskedId,
    m.relation,
    m.covered ? '是' : '否',
    `${m.age} 岁`,
    [m.disability ?? '', ...m.marks].filter(Boolean).join('、'),
    state(m.alive, m.present),
  ])
  const titles = ['姓名', '身份证号', '与户主关系', '保障对象', '年龄', '情况', '备注']
  return table(
    titles.map((title) => ({ title })),
    rows,
  )
}

function enrolmentTable({ enrolments, members }: Explanation): string {
  const nameOf = (personNo: number) => members.find((m) => m.personNo === personNo)?.name ?? ''
  const rows = enrolments.map((e) => [
    e.enrolmentNo,
    programmeName(e.programme),
    [e.class ?? '', nameOf(e.personNo)].filter(Boolean).join(' '),
    `${e.from} 起${e.to ? `至 ${e.to}` : ''}`,
    e.endReason ?? '',
    e.approvedFen === null ? '' : formatYuanGrouped(e.approvedFen),
  ])
  const titles = ['待遇编号', '项目', '类别 本人', '期间', '终止原因', '核定金额(元)']
  return table(
    titles.map((title) => ({ title })),
    rows,
  )
}

function incomeTable({ incomes, members }: Explanation): string {
  const nameOf = (personNo: number) => members.find((m) => m.personNo === personNo)?.name ?? '全家'
  const rows = incomes.map((income) => [
    nameOf(income.personNo),
    income.kind,
    formatYuanGrouped(income.monthlyFen),
    `${income.from} 起${income.to ? `至 ${income.to}` : ''}`,
  ])
  return table([{ title: '收入' }, { title: '类别' }, { title: '月收入(元)', align: 'right' }, { title: '期间' }], rows)
}

/** The month as an index month; where nothing was published nothing is said. */
function priceOf({ price, members }: Explanation): string {
  const { decision, outcome } = price!
  const sentence = describeDecision(decision)
  return outcome.lines.length === 0 ? sentence : `${sentence}\n${lineTable(outcome, members)}`
}

function dueTable({ outcome, members }: Explanation): string {
  if (outcome.lines.length === 0) return '本月没有应发金额。'
  const total = outcome.lines.reduce((sum, line) => sum + line.amountFen, 0n)
  return `${lineTable(outcome, members)}\n本月应发合计 ${formatYuanGrouped(total)} 元。`
}

function lineTable(outcome: Explanation['outcome'], members: Explanation['members']): string {
  const nameOf = (personNo: number) =>
    personNo === 0 ? '全户' : (members.find((m) => m.personNo === personNo)?.name ?? '')
  const rows = outcome.lines.map((line) => [
    programmeName(line.programme),
    COMPONENT_NAMES[line.component] ?? line.component,
    nameOf(line.personNo),
    `${line.formula} = ${formatYuan(line.amountFen)}`,
    line.basis,
  ])
  const titles = ['项目', '组成', '对象', '算式', '依据']
  return table(
    titles.map((title) => ({ title })),
    rows,
  )
}

function articleList({ articles }: Explanation): string {
  return articles.map((a) => `${a.document}《${a.title}》${a.article}:${a.text}`).join('\n')
}

/** What became of a line that the bank has not answered for: sent, held back, or as far as its run. */
function stageOf({ sent, state }: Explanation['paid'][number]): string {
  if (sent) return '已送银行,未回盘'
  return isSent(state) ? '暂缓' : STATE_NAMES[state]
}

function paidTable({ paid }: Explanation): string {
  const outcomes: Record<string, string> = { paid: '银行已发', failed: '银行退回' }
  const rows = paid.map((line) => [
    line.run,
    COMPONENT_NAMES[line.component] ?? line.component,
    LINE_TYPE_NAMES[line.type]!,
    formatYuanGrouped(line.amountFen),
    line.outcome ? outcomes[line.outcome]! : stageOf(line),
  ])
  return table(
    [
      { title: '批次' },
      { title: '组成' },
      { title: '类型' },
      { title: '已列金额(元)', align: 'right' },
      { title: '结果' },
    ],
    rows,
  )
}

function toJson({ householdNo, household, members, outcome, price, articles, paid }: Explanation) {
  const lineJson = (line: Explanation['outcome']['lines'][number]) => lineOf(line, members)
  return {
    household: householdNo,
    area: household?.area ?? null,
    size: household?.size ?? null,
    totalYuan: formatYuan(outcome.lines.reduce((sum, line) => sum + line.amountFen, 0n)),
    price: price && { message: describeDecision(price.decision), lines: price.outcome.lines.map(lineJson) },
    lines: outcome.lines.map(lineJson),
    exceptions: outcome.exceptions.map(({ effect, code, message, basis }) => ({ effect, code, message, basis })),
    articles,
    paid: paid.map(({ amountFen, ...rest }) => ({ ...rest, amountYuan: formatYuan(amountFen) })),
  }
}

function lineOf(line: Explanation['outcome']['lines'][number], members: Explanation['members']) {
  const person = members.find((m) => m.personNo === line.personNo)
  return {
    programme: line.programme,
    component: line.component,
    person: person ? { name: person.name, id: person.maskedId } : null,
    persons: line.persons,
    standardYuan: line.standardFen === null ? null : formatYuan(line.standardFen),
    formula: line.formula,
    basis: line.basis,
    amountYuan: formatYuan(line.amountFen),
  }
}
