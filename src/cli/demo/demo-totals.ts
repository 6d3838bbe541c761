import type { RunReport } from '../../app/inquiry/run-report.ts'
import type { DemoResult } from '../../demo/play/demo.ts'
import type { ItemTotal } from '../../demo/play/demo-findings.store.ts'
import { type Fen, formatYuanGrouped } from '../../kernel/money.ts'
import { PROGRAMMES, programmeName } from '../../policy/programmes.ts'
import { COMPONENT_NAMES } from '../run-words.ts'
import { table } from '../terminal/table.ts'

/** Dibao, the taper that follows it, the other programmes in their order, the price subsidy. */
const ORDER: readonly string[] = [
  'urban-dibao',
  'rural-dibao',
  'taper',
  ...PROGRAMMES.slice(2).map(({ code }) => code),
  'price-subsidy',
]

/** A programme with the sum of its components. */
export interface ProgrammeTotal {
  readonly programme: string
  readonly lines: number
  readonly totalFen: Fen
  readonly components: RunReport['components']
}

/** What a run lined up by programme, in the order of the programmes. */
export function programmeTotals({ components }: Pick<RunReport, 'components'>): ProgrammeTotal[] {
  const paid = ORDER.filter((code) => components.some(({ programme }) => programme === code))
  return paid.map((code) => {
    const own = components.filter(({ programme }) => programme === code)
    return { programme: code, components: own, ...sum(own) }
  })
}

/** Yuan by programme and component, a programme of several components with its sum, and the sum of all. */
export function componentTable(report: Pick<RunReport, 'components'>): string {
  const totals = programmeTotals(report)
  const rows = totals.flatMap(({ programme, components, ...all }) => {
    const name = programmeName(programme)
    const own = components.map((one) => row(name, COMPONENT_NAMES[one.component] ?? one.component, one))
    return own.length === 1 ? own : [...own, row(name, '小计', all)]
  })
  const titles = [{ title: '项目' }, { title: '组成' }, right('行数'), right('金额(元)')]
  return table(titles, totals.length > 1 ? [...rows, row('合计', '', sum(totals))] : rows)
}

/** What was lined up, sent to the bank and held by 补贴项目, and the files it went into. */
export function itemTable(
  items: readonly ItemTotal[],
  files: DemoResult['exported']['files'],
  whereIs: (path: string) => string,
): string {
  const rows = items.map(({ item, totalFen }) => {
    const own = files.filter(({ batch }) => batch.item === item)
    const sentFen = own.reduce((all, { batch }) => all + batch.totalFen, 0n)
    const payments = own.reduce((all, { batch }) => all + batch.rows, 0)
    const yuan = [totalFen, sentFen, totalFen - sentFen].map(formatYuanGrouped)
    return [item, yuan[0]!, figure(payments), yuan[1]!, yuan[2]!, figure(own.length), patternOf(own, item, whereIs)]
  })
  const amounts = [right('应发(元)'), right('送银行笔数'), right('送银行(元)'), right('暂缓(元)')]
  return table([{ title: '补贴项目' }, ...amounts, right('文件数'), { title: '文件' }], rows)
}

/** One name with `*` for the files of an item, one for each bank. */
function patternOf(files: DemoResult['exported']['files'], item: string, whereIs: (path: string) => string): string {
  const [first] = files
  return first ? whereIs(first.path).replace(new RegExp(`-\\d+_${item}_.*$`), `-*_${item}_*`) : ''
}

function row(
  name: string,
  component: string,
  { lines, totalFen }: { readonly lines: number; readonly totalFen: Fen },
): string[] {
  return [name, component, figure(lines), formatYuanGrouped(totalFen)]
}

function sum(rows: readonly { readonly lines: number; readonly totalFen: Fen }[]) {
  return {
    lines: rows.reduce((all, { lines }) => all + lines, 0),
    totalFen: rows.reduce((all, { totalFen }) => all + totalFen, 0n),
  }
}

function figure(count: number): string {
  return count.toLocaleString('en-US')
}

function right(title: string) {
  return { title, align: 'right' as const }
}
