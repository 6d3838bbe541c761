import { type CsvRow, cell, type Imported, type NaiveCounty } from './rows.ts'

/** What counts of the rows of a county once later imports have replaced earlier ones of the same key. */
export class NaiveRegistry {
  readonly enrolments: readonly CsvRow[]
  readonly indices: readonly CsvRow[]
  readonly #households: Grouped
  readonly #members: Grouped
  readonly #incomes: Grouped
  readonly #living = new Map<string, CsvRow[]>()
  readonly #memberRows: ReadonlyMap<string, readonly Imported[]>

  constructor(county: NaiveCounty) {
    const byHousehold = (row: CsvRow) => cell(row, '家庭编号')
    this.enrolments = replaced(county.enrolments, ['待遇编号'])
    this.indices = replaced(county.indices, ['区划代码', '月份', '指标'])
    this.#households = groupBy(replaced(county.households, ['家庭编号', '生效月份']), byHousehold)
    this.#members = groupBy(replaced(county.members, ['家庭编号', '身份证号', '生效月份']), byHousehold)
    this.#incomes = groupBy(replaced(county.incomes, ['家庭编号', '身份证号', '收入类别', '起始月份']), byHousehold)
    this.#memberRows = groupBy(county.members, ({ row }) => cell(row, '身份证号'))
  }

  /** The household row in force: the latest 生效月份 not after the month. */
  household(no: string, month: string): CsvRow | null {
    return inForce(this.#households.get(no) ?? [], '生效月份', month)
  }

  /** The member rows in force, also of those who died or left; nobody before the household itself. */
  recorded(no: string, month: string): CsvRow[] {
    if (!this.household(no, month)) return []
    const rows = this.#members.get(no) ?? []
    const ids = new Set(rows.map((row) => cell(row, '身份证号')))
    const found = [...ids].map((id) =>
      inForce(
        rows.filter((row) => row.身份证号 === id),
        '生效月份',
        month,
      ),
    )
    return found.filter((row) => row !== null)
  }

  /** Members who live and belong to the household in the month; the month of death still counts. */
  living(no: string, month: string): CsvRow[] {
    const known = this.#living.get(`${no} ${month}`)
    if (known) return known
    const found = this.#livingAnew(no, month)
    this.#living.set(`${no} ${month}`, found)
    return found
  }

  #livingAnew(no: string, month: string): CsvRow[] {
    return this.recorded(no, month).filter((row) => {
      const id = cell(row, '身份证号')
      const died = this.#last(id, '死亡日期', () => true)
      const left = this.#last(id, '失效月份', (other) => other.家庭编号 === no)
      return (died === '' || died.slice(0, 7) >= month) && (left === '' || month < left)
    })
  }

  /** The households that have a row of the person, whenever it begins. */
  householdsOf(id: string): string[] {
    return [...this.#members]
      .filter(([, rows]) => rows.some((row) => row.身份证号 === id))
      .map(([no]) => no)
      .sort()
  }

  /** Recorded in the household by the month and not gone from it; the dead stay. */
  belongs(no: string, id: string, month: string): boolean {
    if (!this.recorded(no, month).some((row) => row.身份证号 === id)) return false
    const left = this.#last(id, '失效月份', (other) => other.家庭编号 === no)
    return left === '' || month < left
  }

  /** The person's row by the month: the one of this household, else the first of any other. */
  record(no: string, id: string, month: string): CsvRow | null {
    for (const at of [no, ...this.householdsOf(id)]) {
      const rows = (this.#members.get(at) ?? []).filter((row) => row.身份证号 === id)
      const found = inForce(rows, '生效月份', month)
      if (found) return found
    }
    return null
  }

  /** 死亡日期 lies in a month before. */
  hasDied(id: string, month: string): boolean {
    const died = this.#last(id, '死亡日期', () => true)
    return died !== '' && died.slice(0, 7) < month
  }

  covered(no: string, month: string): CsvRow[] {
    return this.living(no, month).filter((row) => row.保障对象 === '是')
  }

  /** The incomes in force: of each person and kind the latest 起始月份 not after the month, unless that row has ended. One that ends before it begins never was. */
  incomesIn(no: string, month: string): CsvRow[] {
    const begun = (this.#incomes.get(no) ?? [])
      .filter((row) => cell(row, '起始月份') <= month)
      .filter((row) => cell(row, '终止月份') === '' || cell(row, '终止月份') >= cell(row, '起始月份'))
    const latest = begun.filter(
      (row) =>
        !begun.some(
          (other) =>
            cell(other, '身份证号') === cell(row, '身份证号') &&
            other.收入类别 === row.收入类别 &&
            cell(other, '起始月份') > cell(row, '起始月份'),
        ),
    )
    return latest.filter((row) => cell(row, '终止月份') === '' || cell(row, '终止月份') >= month)
  }

  /** What the row imported last says; of several in one import that with the latest 生效月份. */
  #last(id: string, column: string, of: (row: CsvRow) => boolean): string {
    const rows = this.#memberRows.get(id)!.filter(({ row }) => of(row))
    rows.sort((a, b) => a.no - b.no || (cell(a.row, '生效月份') < cell(b.row, '生效月份') ? -1 : 1))
    return cell(rows.at(-1)!.row, column)
  }
}

type Grouped = ReadonlyMap<string, readonly CsvRow[]>

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>()
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item])
  return groups
}

/** From 起始月份 to 终止月份, both included. */
export function isIn(enrolment: CsvRow, month: string): boolean {
  const end = cell(enrolment, '终止月份')
  return cell(enrolment, '起始月份') <= month && (end === '' || month <= end)
}

function replaced(rows: readonly Imported[], key: readonly string[]): CsvRow[] {
  const byKey = new Map<string, CsvRow>()
  for (const { row } of [...rows].sort((a, b) => a.no - b.no))
    byKey.set(key.map((column) => cell(row, column)).join('|'), row)
  return [...byKey.values()]
}

function inForce(rows: readonly CsvRow[], column: string, month: string): CsvRow | null {
  let found: CsvRow | null = null
  for (const row of rows) {
    if (cell(row, column) > month) continue
    if (!found || cell(row, column) > cell(found, column)) found = row
  }
  return found
}
