import { formatYuan } from '../kernel/money.ts'
import { inertText } from '../kernel/report-csv.ts'
import type { CitedArticle } from '../policy/cited-articles.ts'
import { programmeName } from '../policy/programmes.ts'
import { COMPONENT_NAMES, LINE_TYPE_NAMES } from '../reports/line-words.ts'
import type { SampledPerson } from './sample.store.ts'
import type { LineComparison, SampledFamily, SampledMember } from './sampled-family.ts'

/** What a family's page says beside the family itself. */
export interface PageFacts {
  readonly order: number
  readonly month: string
  readonly persons: ReadonlyMap<number, SampledPerson>
  readonly articles: readonly CitedArticle[]
}

export const SAMPLE_COLUMNS = [
  '序号',
  '家庭编号',
  '对象',
  '项目',
  '组成',
  '享受月份',
  '类型',
  '重算算式',
  '重算依据',
  '存档金额',
  '重算金额',
  '一致',
]

/** One family of the sample as a person reads it: who they are, each amount with its arithmetic, the articles' words. */
export function samplePage(family: SampledFamily, facts: PageFacts): string {
  const { household, members, incomes, enrolments, exceptions, comparisons } = family
  const name = (personNo: number) => (personNo === 0 ? '全户' : (facts.persons.get(personNo)?.name ?? ''))
  const place = household
    ? `区划 ${household.area}  ${household.residence === 'urban' ? '城市' : '农村'}  家庭人口 ${household.size} 人`
    : comparisons.some(({ recomputed }) => recomputed === undefined)
      ? '家庭情况见原批次的资料包'
      : `${facts.month} 没有登记`
  return [
    '─'.repeat(40),
    `第 ${facts.order} 户  家庭编号 ${family.householdNo}  ${place}`,
    ...section(
      '成员',
      members.map((member) => memberLine(member, facts.persons)),
    ),
    ...section(
      '收入',
      incomes.map((one) => `${name(one.personNo)}  ${one.kind}  每月 ${formatYuan(one.monthlyFen)} 元  ${span(one)}`),
    ),
    ...section(
      '待遇',
      enrolments.map((one) =>
        [one.enrolmentNo, programmeName(one.programme), one.class, name(one.personNo), span(one), one.endReason]
          .filter(Boolean)
          .join('  '),
      ),
    ),
    ...section(
      '金额',
      comparisons.map((one) => lineText(one, name)),
    ),
    `  合计 ${formatYuan(comparisons.reduce((sum, { stored }) => sum + (stored?.amountFen ?? 0n), 0n))} 元`,
    ...section(
      '列出',
      exceptions.map(({ message, basis }) => (basis ? `${message}(${basis})` : message)),
    ),
    ...section(
      '条文',
      facts.articles.map((one) => `${one.document}《${one.title}》${one.article}:${one.text}`),
    ),
    '',
  ].join('\n')
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [`【${title}】`, ...lines.map((line) => `  ${line}`)]
}

function memberLine({ personNo, covered, age, marks }: SampledMember, persons: PageFacts['persons']): string {
  const person = persons.get(personNo)
  const words = [covered ? '保障对象' : '非保障对象', `${age} 岁`, ...marks]
  return [person?.name ?? '', person?.idNumber ?? '', words.join('、')].join('  ')
}

function span({ from, to }: { readonly from: string; readonly to: string | null }): string {
  return `${from} 起${to === null ? '' : `至 ${to}`}`
}

function lineText({ stored, recomputed, same }: LineComparison, name: (personNo: number) => string): string {
  const line = recomputed ?? stored!
  const component = COMPONENT_NAMES[line.component] ?? line.component
  const type = line.type === 'normal' ? '' : ` ${LINE_TYPE_NAMES[line.type] ?? line.type}`
  const what = `${programmeName(line.programme)} ${component} ${name(line.personNo)} ${line.benefitMonth}${type}`
  const sum = `${line.formula} = ${formatYuan(line.amountFen)} 元  依据 ${line.basis}`
  return `${what}:${sum}  ${verdict(stored, recomputed, same)}`
}

function verdict(stored: LineComparison['stored'], recomputed: LineComparison['recomputed'], same: boolean): string {
  if (recomputed === undefined) return '(补充批次,照原批次的明细)'
  if (same) return '[重算一致]'
  return `[重算不一致:存档 ${stored ? formatYuan(stored.amountFen) : '没有这一行'},重算 ${recomputed ? formatYuan(recomputed.amountFen) : '没有这一行'}]`
}

/** The lines of a family as rows of the table beside the pages. */
export function sampleCells(family: SampledFamily, { order, persons }: PageFacts): string[][] {
  return family.comparisons.map(({ stored, recomputed, same }) => {
    const line = recomputed ?? stored!
    return [
      String(order),
      inertText(family.householdNo),
      line.personNo === 0 ? '全户' : inertText(persons.get(line.personNo)?.name ?? ''),
      programmeName(line.programme),
      line.component,
      line.benefitMonth,
      LINE_TYPE_NAMES[line.type] ?? line.type,
      inertText(line.formula),
      inertText(line.basis),
      stored ? formatYuan(stored.amountFen) : '',
      recomputed ? formatYuan(recomputed.amountFen) : '',
      recomputed === undefined ? '' : same ? '是' : '否',
    ]
  })
}
