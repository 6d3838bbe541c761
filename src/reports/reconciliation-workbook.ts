import { type Fen, formatYuan, parseYuan } from '../kernel/money.ts'
import { compare } from '../kernel/order.ts'
import type { BarChart, ColumnKind, SheetColumn, SheetToWrite, TableSheet } from '../workbook/table-sheet.ts'

/** A report as its CSV file has it: the header, the rows, and where there is one the 合计 line at the end. */
export interface ReportTable {
  readonly name: string
  readonly header: readonly string[]
  readonly rows: AsyncIterable<readonly string[]> | Iterable<readonly string[]>
}

const MONEY = /(金额|差额|增减|补退)$/
const COUNT = /(笔数|行数|人数|户数|天数)$|^账龄/
/** Where people sign a printed 对账汇总. */
const SIGNATURES = '经办:____________    复核:____________    负责人:____________    日期:____________'

/**
 * The sheets of 对账汇总.xlsx: each report as a table, then the pictures of what went through them. `about` says above
 * each table of what it speaks, such as its run; the first one is signed.
 */
export async function* reconciliationSheets(
  reports: AsyncIterable<ReportTable> | Iterable<ReportTable>,
  about: string | null = null,
): AsyncGenerator<SheetToWrite> {
  const pictures = PICTURES.map((picture) => new PictureFigures(picture))
  let first = true
  for await (const report of reports) {
    const heading = about === null ? [] : [[report.name], [about], ...(first ? [[SIGNATURES]] : [])]
    first = false
    yield { ...tableOf(report, pictures), heading }
  }
  const charts = pictures.flatMap((picture) => picture.chart() ?? [])
  if (charts.length > 0) yield { name: '图', charts }
}

function tableOf({ name, header, rows }: ReportTable, pictures: readonly PictureFigures[]): TableSheet {
  const seers = pictures.flatMap((picture) => picture.seerOf(name, header) ?? [])
  let last: readonly string[] | null = null
  async function* batches(): AsyncGenerator<string[][]> {
    for await (const row of rows) {
      if (last) yield [see(last)]
      last = row.map(plainCell)
    }
    if (last && last[0] !== '合计') {
      yield [see(last)]
      last = null
    }
  }
  function see(row: readonly string[]): string[] {
    for (const seer of seers) seer(row)
    return [...row]
  }
  return { name, columns: header.map(columnOf), rows: batches(), totals: () => (last ? [last] : []) }
}

function columnOf(title: string): SheetColumn {
  const kind: ColumnKind = MONEY.test(title) ? 'money' : COUNT.test(title) ? 'count' : 'text'
  return { title, kind }
}

/** What CSV files need against spreadsheets, a cell of text does without: `="3713…"` and the apostrophe before a sign. */
function plainCell(cell: string): string {
  const quoted = /^="(.*)"$/.exec(cell)
  if (quoted) return quoted[1]!
  return /^'[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]/.test(cell) ? cell.slice(1) : cell
}

/** Which columns of which report make bars. */
interface Picture {
  readonly report: string
  readonly title: string
  readonly over: string
  readonly columns: readonly string[]
}

const PICTURES: readonly Picture[] = [
  {
    report: '对账汇总',
    title: '各乡镇核定与到账金额(元)',
    over: '乡镇',
    columns: ['核定金额', '成功金额', '失败金额'],
  },
  {
    report: '对账汇总',
    title: '各补贴项目核定与到账金额(元)',
    over: '补贴项目',
    columns: ['核定金额', '成功金额', '失败金额'],
  },
  { report: '环比变动', title: '各乡镇较上月增减(元)', over: '乡镇', columns: ['增减'] },
  { report: '环比变动', title: '各项目较上月增减(元)', over: '项目', columns: ['增减'] },
]

/** Beyond this a picture says nothing more; a county has some thirty townships. */
const MOST_BARS = 60

/** Adds up one picture's columns while the rows of its report go by. */
class PictureFigures {
  readonly #picture: Picture
  readonly #sums = new Map<string, Fen[]>()

  constructor(picture: Picture) {
    this.#picture = picture
  }

  /** What looks at each row; null when the picture is not drawn from this report. */
  seerOf(report: string, header: readonly string[]): ((row: readonly string[]) => void) | null {
    const { over, columns } = this.#picture
    const category = header.indexOf(over)
    const values = columns.map((column) => header.indexOf(column))
    if (report !== this.#picture.report || category < 0 || values.includes(-1)) return null
    return (row) =>
      this.#add(
        row[category] || '(空)',
        values.map((at) => parseYuan(row[at] ?? '') ?? 0n),
      )
  }

  #add(category: string, values: readonly Fen[]): void {
    const before = this.#sums.get(category)
    this.#sums.set(category, before ? before.map((fen, i) => fen + values[i]!) : [...values])
  }

  chart(): BarChart | null {
    const { title, over, columns } = this.#picture
    if (this.#sums.size === 0 || this.#sums.size > MOST_BARS) return null
    const sums = [...this.#sums].sort(([a], [b]) => compare(a, b))
    const series = columns.map((name, i) => ({ name, values: sums.map(([, fens]) => formatYuan(fens[i]!)) }))
    return { title, over, categories: sums.map(([category]) => category), series }
  }
}
