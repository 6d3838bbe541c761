import { computeCase } from '../../src/calculation/compute-case.ts'
import type { DueContext } from '../../src/calculation/due-context.ts'
import { formatYuan } from '../../src/kernel/money.ts'
import { bookProblems } from '../../src/policy/book-problems.ts'
import { buildPolicyBook } from '../../src/policy/build-book.ts'
import { readPolicyDocument } from '../../src/policy/document.ts'
import type { PolicyDocument } from '../../src/policy/policy-document.ts'
import { isDibao, readProgramme } from '../../src/policy/programmes.ts'
import { addEnrolment, type EnrolmentRow } from '../../src/registry/enrolment-rows.store.ts'
import { HistoryBuilder } from '../../src/registry/history-builder.ts'
import type { HouseholdHistory } from '../../src/registry/household-history.ts'
import { addHousehold, type HouseholdRow } from '../../src/registry/household-rows.store.ts'
import { addIncome, type IncomeRow } from '../../src/registry/income-rows.store.ts'
import { addMember, type MemberRow } from '../../src/registry/member-rows.store.ts'
import type { Lookup } from '../../src/rules/define-rule.ts'
import { type CsvRow, cell, type Imported, type NaiveCounty } from './rows.ts'

/** A county as the programme works with it. */
export interface ProgrammeWorld {
  readonly histories: readonly HouseholdHistory[]
  readonly context: DueContext
  /** ID numbers by the programme's own numbers of persons. */
  readonly ids: ReadonlyMap<number, string>
}

/** The county's documents and rows read in, as the programme keeps them. */
export function programmeWorld(county: NaiveCounty): ProgrammeWorld {
  const documents = county.documents.map((given) => documentOf(given))
  const problems = bookProblems(documents).filter(({ severity }) => severity === 'error')
  if (problems.length > 0) throw new Error(`documents: ${problems.map(({ message }) => message).join()}`)
  const book = buildPolicyBook(documents)
  const persons = personNumbers(county)
  const histories = historiesOf(county, persons)
  const context = {
    firstMonth: county.firstMonth,
    lookup:
      (area: string, month: string): Lookup =>
      (parameter) =>
        book.find(parameter, area, month),
    sharedPersons: sharedOf(histories),
  }
  return { histories, context, ids: new Map([...persons].map(([id, personNo]) => [personNo, id])) }
}

/** What the programme says of (household, month), in the same form as `dueOf`. */
export function programmeOver({
  histories,
  context,
  ids,
}: ProgrammeWorld): (household: string, month: string) => string[] {
  return (household, month) => {
    const history = histories.find(({ householdNo }) => householdNo === household)!
    const { lines, exceptions } = computeCase(history, month, context)
    const paid = lines.map(({ householdNo, personNo, programme, component, amountFen }) =>
      [householdNo, ids.get(personNo) ?? '-', programme, component, formatYuan(amountFen)].join(' '),
    )
    const listed = exceptions
      .filter(({ effect }) => effect === 'not-paid')
      .map(({ enrolmentNo, code, personNo }) =>
        code === 'exclusion.not-kept' ? `${enrolmentNo} not kept ${ids.get(personNo!)}` : `${enrolmentNo} unpaid`,
      )
    return [...paid, ...listed].sort()
  }
}

/** The document as the programme reads it; JSON is YAML. */
export function documentYaml(given: NaiveCounty['documents'][number]): string {
  return JSON.stringify({ title: '示例文件', issuer: '示例县民政局', ...given }, null, 1)
}

function documentOf(given: NaiveCounty['documents'][number]): PolicyDocument {
  const { document, problems } = readPolicyDocument(`${given.document}.yaml`, documentYaml(given))
  if (!document) throw new Error(problems.map(({ message }) => message).join())
  return document
}

function personNumbers({ members }: NaiveCounty): Map<string, number> {
  const ids = [...new Set(members.map(({ row }) => cell(row, '身份证号')))].sort()
  return new Map(ids.map((id, i) => [id, i + 1]))
}

type Row = readonly (string | null)[]

/** Histories by the same builder as the reader's, which is given rows in the reader's order. */
function historiesOf(county: NaiveCounty, persons: ReadonlyMap<string, number>) {
  const builder = new HistoryBuilder(sharedDeaths(county, persons))
  for (const row of sorted(county.households, ({ row }) => householdRow(row, persons), [0, 1]))
    addHousehold(builder, row)
  for (const row of sorted(county.members, (imported) => memberRow(imported, persons), [0, 1, 2]))
    addMember(builder, row)
  for (const row of sorted(county.incomes, ({ row }) => incomeRow(row, persons), [0, 1, 2, 3])) addIncome(builder, row)
  for (const row of placedEnrolments(county, persons)) addEnrolment(builder, row)
  return builder.finish()
}

function sorted<R extends Row>(rows: readonly Imported[], make: (row: Imported) => R, by: readonly number[]): R[] {
  const made = rows.map((imported) => ({ row: make(imported), no: imported.no }))
  return made.sort((a, b) => compareCells(a.row, b.row, by) || a.no - b.no).map(({ row }) => row)
}

function compareCells(a: Row, b: Row, by: readonly number[]): number {
  for (const at of by) {
    const [one, other] = [a[at]!, b[at]!]
    if (one !== other) return one < other ? -1 : 1
  }
  return 0
}

/** Every enrolment with the household it names, and with each that has ever had the person it names. */
function placedEnrolments(county: NaiveCounty, persons: ReadonlyMap<string, number>): EnrolmentRow[] {
  const placed = lastOfEach(county.enrolments).flatMap((imported) => {
    const id = cell(imported.row, '身份证号')
    const households = new Set(id === '' ? [] : householdsOf(county, id))
    if (cell(imported.row, '家庭编号') !== '') households.add(cell(imported.row, '家庭编号'))
    return [...households].map((at) => ({ no: imported.no, row: { ...imported.row, at } }))
  })
  return sorted(placed, ({ row }) => enrolmentRow(row, persons), [0, 4, 1])
}

function householdsOf({ members }: NaiveCounty, id: string): string[] {
  return members.filter(({ row }) => row.身份证号 === id).map(({ row }) => cell(row, '家庭编号'))
}

/** Of those in several households, as members or as whom an enrolment of a person programme names there. */
function sharedDeaths(county: NaiveCounty, persons: ReadonlyMap<string, number>): Map<number, string | null> {
  const deaths = new Map<number, string | null>()
  for (const [id, personNo] of persons) {
    const named = county.enrolments.filter(
      ({ row }) => row.身份证号 === id && row.家庭编号 !== '' && !isDibao(codeOf(row)),
    )
    const households = [...householdsOf(county, id), ...named.map(({ row }) => cell(row, '家庭编号'))]
    if (new Set(households).size < 2) continue
    const rows = county.members.filter(({ row }) => row.身份证号 === id)
    const from = ({ row }: Imported) => cell(row, '生效月份')
    const last = [...rows].sort((a, b) => a.no - b.no || (from(a) < from(b) ? -1 : 1)).at(-1)!
    deaths.set(personNo, orNull(last.row, '死亡日期'))
  }
  return deaths
}

function sharedOf(histories: ReturnType<typeof historiesOf>): Map<number, typeof histories> {
  const of = new Map<number, typeof histories>()
  for (const history of histories) {
    const { householdNo, members, enrolments } = history
    const named = enrolments.filter((one) => one.householdNo === householdNo && !isDibao(one.programme))
    for (const personNo of new Set([...members, ...named].map((one) => one.personNo)))
      of.set(personNo, [...(of.get(personNo) ?? []), history])
  }
  return new Map([...of].filter(([personNo, several]) => personNo !== 0 && several.length > 1))
}

function lastOfEach(rows: readonly Imported[]): Imported[] {
  const last = new Map<string, Imported>()
  for (const imported of rows) {
    const before = last.get(cell(imported.row, '待遇编号'))
    if (!before || before.no <= imported.no) last.set(cell(imported.row, '待遇编号'), imported)
  }
  return [...last.values()]
}

function householdRow(row: CsvRow, persons: ReadonlyMap<string, number>): HouseholdRow {
  const head = String(persons.get(cell(row, '户主身份证号')) ?? 1)
  const residence = row.城乡类别 === '城市' ? 'urban' : 'rural'
  return [cell(row, '家庭编号'), cell(row, '生效月份'), head, cell(row, '区划代码'), residence, cell(row, '家庭人口')]
}

function memberRow({ no, row }: Imported, persons: ReadonlyMap<string, number>): MemberRow {
  const id = cell(row, '身份证号')
  return [
    cell(row, '家庭编号'),
    numberOf(id, persons),
    cell(row, '生效月份'),
    String(no),
    `${id.slice(6, 10)}-${id.slice(10, 12)}-${id.slice(12, 14)}`,
    flag(row, '保障对象')!,
    orNull(row, '残疾类别'),
    orNull(row, '残疾等级'),
    flag(row, '重病'),
    flag(row, '丧失劳动能力'),
    flag(row, '单亲'),
    flag(row, '在校'),
    orNull(row, '死亡日期'),
    orNull(row, '失效月份'),
  ]
}

function incomeRow(row: CsvRow, persons: ReadonlyMap<string, number>): IncomeRow {
  const person = numberOf(cell(row, '身份证号'), persons)
  const fen = cell(row, '月收入').replace('.', '')
  return [cell(row, '家庭编号'), person, cell(row, '收入类别'), cell(row, '起始月份'), orNull(row, '终止月份'), fen]
}

function enrolmentRow(row: CsvRow, persons: ReadonlyMap<string, number>): EnrolmentRow {
  const approved = orNull(row, '核定金额')
  return [
    cell(row, 'at'),
    cell(row, '待遇编号'),
    codeOf(row),
    numberOf(cell(row, '身份证号'), persons),
    cell(row, '起始月份'),
    orNull(row, '终止月份'),
    orNull(row, '终止原因'),
    orNull(row, '类别'),
    approved?.replace('.', '') ?? null,
    orNull(row, '倍数'),
    orNull(row, '复核月份'),
    orNull(row, '家庭编号'),
    cell(row, '审批文号'),
  ]
}

function codeOf(row: CsvRow): string {
  return readProgramme(cell(row, '项目'))!.code
}

/** Padded, so that text sorts as the numbers do. */
function numberOf(id: string, persons: ReadonlyMap<string, number>): string {
  return String(persons.get(id) ?? 0).padStart(6, '0')
}

function orNull(row: CsvRow, column: string): string | null {
  return cell(row, column) || null
}

function flag(row: CsvRow, column: string): string | null {
  return { 是: 't', 否: 'f' }[cell(row, column)] ?? null
}
