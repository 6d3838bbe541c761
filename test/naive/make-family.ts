import { madeUpId } from '../support/registry.ts'
import type { Chance } from './chance.ts'
import { personEnrolmentRow } from './make-person-enrolment.ts'
import { INCOME_KINDS, TIERS } from './make-values.ts'
import { type CsvRow, cell, type Imported, later } from './rows.ts'

/** The rows of a county while they are made. */
export interface Made {
  readonly households: Imported[]
  readonly members: Imported[]
  readonly incomes: Imported[]
  readonly enrolments: Imported[]
}

const TOWNSHIPS = ['379901001001', '379901001002', '379901002001', '379901002003', '379901003001']

/** One household with members, incomes and enrolments, all of the first import. */
export function makeFamily(chance: Chance, no: string, month: string, made: Made, standards: readonly number[]): void {
  const ids = Array.from({ length: chance.whole(1, 5) }, () => newPerson(chance, month, made))
  if (chance.percent(12) && made.members.length > 0) ids.push(cell(chance.pick(made.members).row, '身份证号'))
  const add = (list: Imported[], row: CsvRow) => list.push({ no: 1, row })
  const since = chance.percent(85) ? '2020-01' : later(month, chance.whole(-10, 15))
  add(made.households, householdRow(chance, no, ids, since))
  if (chance.percent(30)) add(made.households, householdRow(chance, no, ids, later(month, chance.whole(-20, 20))))
  for (const id of new Set(ids)) {
    const from = chance.percent(85) ? '2020-01' : later(month, chance.whole(-10, 15))
    const first = { ...memberRow(chance, no, id, from, month), ...deathToldOf(id, made) }
    add(made.members, first)
    if (chance.percent(25))
      add(made.members, memberRow(chance, no, id, later(month, chance.whole(-9, 20)), month, first))
  }
  if (chance.percent(20) && standards.length > 0)
    add(made.incomes, boundaryIncome(chance, made.households.at(-1)!.row, standards))
  else for (let i = chance.whole(0, 4); i > 0; i--) add(made.incomes, incomeRow(chance, no, ids, month))
  for (let i = chance.pick([1, 1, 1, 2, 3]); i > 0; i--)
    add(made.enrolments, enrolmentRow(chance, no, ids, month, made))
  if (chance.percent(45))
    for (let i = chance.whole(1, 3); i > 0; i--) add(made.enrolments, personEnrolmentRow(chance, no, ids, month, made))
  dropRepeated(made)
}

/** Files of one import do not contradict each other about a death: what another household's row tells is told again. */
function deathToldOf(id: string, { members }: Made): CsvRow {
  const told = members.find(({ row }) => row.身份证号 === id)
  return told ? { 死亡日期: cell(told.row, '死亡日期') } : {}
}

/** Two rows of one key in a file are refused by intake, so that the first import has only one of each. */
function dropRepeated({ households, members, incomes }: Made): void {
  const keys = { 家庭: ['家庭编号', '生效月份'], 成员: ['家庭编号', '身份证号', '生效月份'] }
  dropFrom(households, keys.家庭)
  dropFrom(members, keys.成员)
  dropFrom(incomes, ['家庭编号', '身份证号', '收入类别', '起始月份'])
}

function dropFrom(list: Imported[], key: readonly string[]): void {
  const keyOf = ({ no, row }: Imported) => [no, ...key.map((column) => cell(row, column))].join('|')
  const seen = new Set<string>()
  const kept = list.filter((imported) => !seen.has(keyOf(imported)) && seen.add(keyOf(imported)))
  list.splice(0, list.length, ...kept)
}

/** Born so that a person may come of age, or old, in the months that are looked at. */
export function newPerson(chance: Chance, month: string, made: Made): string {
  const year = Number(month.slice(0, 4)) - chance.pick([17, 18, 19, 59, 60, 61, 68, 69, 70, 71, 79, 80, 8, 40, 45])
  const born = `${year}-${String(chance.whole(1, 12)).padStart(2, '0')}-${chance.pick(['01', '15', '28'])}`
  const serial = new Set(made.members.map(({ row }) => row.身份证号)).size + chance.whole(0, 899 - made.members.length)
  return madeUpId(serial, born, '379901')
}

export function householdRow(chance: Chance, no: string, ids: readonly string[], from: string): CsvRow {
  return {
    家庭编号: no,
    户主身份证号: ids[0]!,
    区划代码: chance.pick(TOWNSHIPS),
    城乡类别: chance.pick(['城市', '农村']),
    家庭人口: String(Math.max(1, ids.length + chance.pick([-1, 0, 0, 0, 0, 1, 2]))),
    生效月份: from,
  }
}

/** A member; a later row of one import tells the same death, because a file does not contradict itself. */
export function memberRow(
  chance: Chance,
  no: string,
  id: string,
  from: string,
  month: string,
  before?: CsvRow,
): CsvRow {
  const grade = chance.percent(30) ? chance.pick(['1', '2', '3', '4']) : ''
  const died = chance.percent(8) ? `${later(month, chance.whole(-6, 22))}-${chance.pick(['01', '28'])}` : ''
  return {
    家庭编号: no,
    姓名: '示例甲',
    身份证号: id,
    与户主关系: '其他',
    保障对象: chance.percent(85) ? '是' : '否',
    残疾类别: grade === '' ? '' : chance.pick(['视力', '肢体', '智力', '精神', '多重']),
    残疾等级: grade,
    重病: chance.pick(['是', '否', '']),
    丧失劳动能力: chance.pick(['是', '否', '']),
    单亲: chance.pick(['是', '否', '', '']),
    在校: chance.pick(['是', '否', '', '']),
    死亡日期: before ? cell(before, '死亡日期') : died,
    失效月份: before ? cell(before, '失效月份') : chance.percent(8) ? later(month, chance.whole(-6, 22)) : '',
    生效月份: from,
  }
}

export function incomeRow(chance: Chance, no: string, ids: readonly string[], month: string): CsvRow {
  const from = chance.percent(50) ? '2023-01' : later(month, chance.whole(-10, 22))
  const round = [100, 200, 350, 500, 600, 1000, 1200]
  return {
    家庭编号: no,
    身份证号: chance.percent(30) ? '' : chance.pick(ids),
    收入类别: chance.pick(INCOME_KINDS),
    月收入: chance.percent(40) ? `${chance.pick(round)}.00` : (chance.whole(0, 120_000) / 100).toFixed(2),
    起始月份: from,
    终止月份: chance.percent(30) ? later(from, chance.whole(-1, 14)) : '',
  }
}

/** The only income of a family, exactly at a multiple of a standard or a fen beside it, of a kind never disregarded. */
function boundaryIncome(chance: Chance, household: CsvRow, standards: readonly number[]): CsvRow {
  const exact = chance.pick(standards) * Number(household.家庭人口) * chance.pick([1, 1.5, 2, 2, 3])
  return {
    家庭编号: cell(household, '家庭编号'),
    收入类别: '财产',
    月收入: Math.max(0, exact + chance.pick([-0.01, 0, 0, 0.01])).toFixed(2),
    起始月份: '2020-01',
  }
}

export function enrolmentRow(chance: Chance, no: string, ids: readonly string[], month: string, made: Made): CsvRow {
  const from = later(month, chance.whole(-30, 18))
  const kind = chance.pick([...TIERS, '', '', '', '', '单人保', '支出型'])
  const forOne = kind === '单人保' || kind === '支出型'
  const ended = chance.percent(50)
  return {
    待遇编号: enrolmentNumber(made),
    项目: chance.pick(['urban-dibao', 'rural-dibao', '城市低保', '农村低保']),
    家庭编号: no,
    身份证号: forOne && chance.percent(70) ? chance.pick(ids) : '',
    起始月份: from,
    终止月份: ended ? later(from, chance.whole(-1, 26)) : '',
    终止原因: ended ? chance.pick(['渐退', '渐退', '渐退', '退出', '']) : '',
    审批文号: '示例批〔2099〕1号',
    类别: kind,
    核定金额: chance.percent(40) ? (chance.whole(0, 150_000) / 100).toFixed(2) : '',
    复核月份: forOne && chance.percent(30) ? later(from, chance.whole(0, 20)) : '',
  }
}

/** Unlike the order in which they are made. */
export function enrolmentNumber({ enrolments }: Made): string {
  return `示例待遇-${String(((enrolments.length + 1) * 7919) % 1009).padStart(4, '0')}`
}
