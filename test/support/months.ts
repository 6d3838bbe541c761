import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect } from 'vitest'
import { stringify } from 'yaml'
import { calculateRun } from '../../src/app/calculate/calculate-run.ts'
import { verifyRun } from '../../src/app/inquiry/verify-run.ts'
import { loadPolicies } from '../../src/app/policy/policy-load.ts'
import { openRun } from '../../src/app/run/open-run.ts'
import { approveRun, submitRun } from '../../src/app/run/runs.ts'
import { formatYuan } from '../../src/kernel/money.ts'
import { findRun, listRuns, type Run } from '../../src/run/run.store.ts'
import { importRows, madeUpId, type TestContext } from './registry.ts'

type Row = Readonly<Record<string, string>>
type Kind = 'regular' | 'price'

/** One value of a made-up document. */
export interface MadeValue {
  readonly parameter: string
  readonly from: string
  readonly until?: string
  readonly value: unknown
}

/** A family of adults, named by letters; the first is the head and has the account. */
export interface MadeFamily {
  readonly persons: string
  readonly income?: number
  readonly size?: number
  readonly births?: Readonly<Record<string, string>>
  readonly member?: Row
  readonly enrolment?: Row | null
}

const folder = mkdtempSync(join(tmpdir(), 'huimin-months-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
let documents = 0

interface StoredLine {
  readonly household_no: string
  readonly person_no: string
  readonly name: string
  readonly component: string
  readonly benefit_month: string
  readonly type: keyof typeof TYPES
  readonly formula: string
  readonly amount_fen: string
  readonly basis: string
}

/** A made-up county that goes from month to month: whole runs on a real database, told line by line. */
export class Months {
  readonly context: TestContext
  readonly county: string
  readonly #serials = new Map<string, number>()

  constructor(context: TestContext, county: string) {
    this.context = context
    this.county = county
  }

  /** The day on which everything from here on happens. */
  on(day: string): this {
    this.context.setNow(`${day}T01:00:00.000Z`)
    return this
  }

  /** Loads a document that binds the county; the same name again replaces it. */
  async document(name: string, sets: readonly MadeValue[], issued = '2025-12-20'): Promise<void> {
    const file = join(folder, `${++documents}-${this.county}.yaml`)
    const articles = { 一: '示例条款。' }
    const about = { document: name, title: '示例通知', issuer: '示例县民政局', issued, area: this.county }
    writeFileSync(file, stringify({ ...about, articles, sets: sets.map((set) => ({ ...set, article: '一' })) }))
    await loadPolicies(this.context, [file])
  }

  /** Imports rows; a refused one fails the test. */
  async learn(kind: string, ...rows: readonly Row[]): Promise<void> {
    const own = rows.map((row) =>
      Object.fromEntries(Object.entries(row).map(([column, cell]) => [column, this.#own(cell)])),
    )
    const { refused, problems } = await importRows(this.context, kind, own)
    expect({ kind, refused, problems: refused > 0 ? problems : [] }).toEqual({ kind, refused: 0, problems: [] })
  }

  /** Numbers are a household's in the whole system: `示例-01` becomes the county's own. */
  #own(cell: string): string {
    return cell.replace(/^示例-/, `示例${this.county}-`)
  }

  #told(text: string): string {
    return text.replaceAll(`示例${this.county}-`, '示例-')
  }

  id(letter: string, birth = '1980-01-01'): string {
    const serial = this.#serials.get(letter) ?? this.#serials.size + 1
    this.#serials.set(letter, serial)
    return madeUpId(serial, birth, this.county)
  }

  household(no: string, head: string, more: Row = {}): Row {
    const place = { 区划代码: `${this.county}001001`, 城乡类别: '城市', 家庭人口: '1', 生效月份: '2025-01' }
    return { 家庭编号: no, 户主身份证号: head, ...place, ...more }
  }

  member(no: string, letter: string, more: Row = {}): Row {
    const standing = { 与户主关系: '成员', 保障对象: '是', 生效月份: '2025-01' }
    return { 家庭编号: no, 姓名: `示例${letter}`, 身份证号: this.id(letter), ...standing, ...more }
  }

  income(no: string, yuan: number | string, more: Row = {}): Row {
    return { 家庭编号: no, 收入类别: '工资性', 月收入: Number(yuan).toFixed(2), 起始月份: '2025-01', ...more }
  }

  enrolment(number: string, programme: string, more: Row): Row {
    return { 待遇编号: number, 项目: programme, 起始月份: '2025-02', 审批文号: '示例批〔2025〕1号', ...more }
  }

  account(letter: string, birth?: string): Row {
    const id = this.id(letter, birth)
    const bank = { 账户类型: '社保卡', 开户银行: '示例农商银行', 启用月份: '2025-01' }
    return { 身份证号: id, 户名: `示例${letter}`, 账号: `6217009901${id.slice(8, 17)}`, ...bank }
  }

  /** A household with dibao in town, its members and the head's account. */
  async family(no: string, { persons, income, size, births = {}, member, enrolment }: MadeFamily): Promise<void> {
    const letters = [...persons]
    const ids = letters.map((letter) => this.id(letter, births[letter]))
    const count = String(size ?? letters.length)
    await this.learn('households', this.household(no, ids[0]!, { 家庭人口: count }))
    const members = letters.map((letter, i) => this.member(no, letter, { ...member, 身份证号: ids[i]! }))
    await this.learn('members', ...members)
    if (income !== undefined) await this.learn('incomes', this.income(no, income))
    if (enrolment !== null)
      await this.learn('enrolments', this.enrolment(`${no}-低`, '城市低保', { 家庭编号: no, ...enrolment }))
    await this.learn('accounts', this.account(letters[0]!, births[letters[0]!]))
  }

  /** Opens and calculates the month's run. */
  async calculate(month: string, kind: Kind = 'regular'): Promise<Run> {
    const { run } = await openRun(this.context, { county: this.county, month, kind })
    await calculateRun(this.context, run.number)
    return await findRun(this.context.database.sql, run.number)
  }

  async approve(run: Run): Promise<Run> {
    await submitRun(this.context, run.number)
    await approveRun(this.context.as('复核甲'), run.number)
    return await findRun(this.context.database.sql, run.number)
  }

  /** The whole month: opened, calculated, submitted and approved on its 8th. */
  async month(month: string, kind: Kind = 'regular'): Promise<Run> {
    return await this.approve(await this.on(`${month}-08`).calculate(month, kind))
  }

  /** Several plain months in a row. */
  async months(...months: readonly string[]): Promise<void> {
    for (const month of months) await this.month(month)
  }

  /** What the run lines up: `示例-01 甲 top-up 2026-01 补发 620.00×2-560.00×2 (2026-01) = 120.00`. */
  async lines(run: Run): Promise<string[]> {
    const rows = await this.#stored(run)
    return rows.map((row) => {
      const who = row.person_no === '0' ? '' : ` ${row.name.replace('示例', '')}`
      const what = `${row.component} ${row.benefit_month} ${TYPES[row.type]}`
      return this.#told(`${row.household_no}${who} ${what} ${row.formula} = ${formatYuan(BigInt(row.amount_fen))}`)
    })
  }

  /** 依据 of the run's differences, each once. */
  async reasons(run: Run): Promise<string[]> {
    const rows = await this.#stored(run)
    return [...new Set(rows.filter(({ type }) => type !== 'normal').map(({ basis }) => basis))]
  }

  async #stored({ county, month, runId, attempt }: Run): Promise<StoredLine[]> {
    const { rows } = await this.context.database.pool.query(
      `SELECT l.*, (SELECT name FROM member_fact m WHERE m.county = l.county AND m.person_no = l.person_no LIMIT 1) AS name
       FROM line l WHERE county = $1 AND run_month = $2 AND run_id = $3 AND attempt = $4
       ORDER BY household_no, name NULLS FIRST, benefit_month DESC, programme, component`,
      [county, month, runId, attempt],
    )
    return rows
  }

  /** Whom the run lists, with the code. */
  async listed(run: Run): Promise<string[]> {
    const { rows } = await this.context.database.pool.query(
      `SELECT household_no, benefit_month, code FROM exception WHERE county = $1 AND run_id = $2 AND attempt = $3
       ORDER BY household_no, benefit_month, code, exception_no`,
      [run.county, run.runId, run.attempt],
    )
    return rows.map((row) => this.#told(`${row.household_no} ${row.benefit_month} ${row.code}`))
  }

  /** What the run leaves open: `示例-01 top-up 2026-01 60.00/240.00` (taken/owed), and each is listed. */
  async open(run: Run): Promise<string[]> {
    const { rows } = await this.context.database.pool.query(
      `SELECT * FROM open_recovery WHERE county = $1 AND run_id = $2 AND attempt = $3
       ORDER BY household_no, benefit_month, component`,
      [run.county, run.runId, run.attempt],
    )
    const listed = (await this.listed(run)).filter((one) => one.endsWith('recovery.open'))
    expect(listed.map((one) => one.split(' ').slice(0, 2).join(' '))).toEqual(
      rows.map((row) => this.#told(`${row.household_no} ${row.benefit_month}`)),
    )
    const yuan = (fen: string) => formatYuan(BigInt(fen))
    return rows.map(({ household_no, component, benefit_month, taken_fen, claim_fen }) =>
      this.#told(`${household_no} ${component} ${benefit_month} ${yuan(taken_fen)}/${yuan(claim_fen)}`),
    )
  }

  /** Every calculated run of the county comes out again as it was stored, and its seal holds. */
  async verifyAll(): Promise<void> {
    const runs = await listRuns(this.context.database.sql)
    for (const run of runs.filter(({ county, attempt }) => county === this.county && attempt !== null)) {
      const found = await verifyRun(this.context.as('审计甲'), run.number)
      const { linesDiffering, problems } = found
      expect({ run: run.number, linesDiffering, problems }).toEqual({
        run: run.number,
        linesDiffering: 0,
        problems: [],
      })
    }
  }
}

const TYPES = { normal: '正常', arrears: '补发', recovery: '追回', reissue: '重发' }
