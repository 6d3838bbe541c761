import { rounded, Yuan } from './amounts.ts'
import { standardOf } from './dibao.ts'
import { type CsvRow, cell } from './rows.ts'
import { LISTED, NOTHING, type Paid, parameter, type Result, type World } from './world.ts'

interface Category {
  readonly category: string
  readonly percent?: number
  readonly yuan?: number
  readonly age?: number
}
interface Supplement {
  readonly stacking: 'highest' | 'sum'
  readonly rounding?: string
  readonly 'single-person'?: boolean
  readonly categories: readonly Category[]
}

/** 分类施保: what each covered person's categories add. */
export function supplements(world: World, enrolment: CsvRow, persons: readonly CsvRow[], month: string): Result {
  const terms = parameter<Supplement>(world, 'dibao.supplement', cell(enrolment, '家庭编号'), month)
  if (!terms) return NOTHING
  if (enrolment.类别 === '单人保' && terms['single-person'] !== true) return NOTHING
  const standard = standardOf(world, enrolment, month)
  const paid: Paid[] = []
  for (const person of persons) {
    const applying = terms.categories.filter((category) => applies(category, person, month))
    if (standard === undefined && applying.some(({ percent }) => percent !== undefined)) return LISTED
    const amounts = applying.map(({ percent, yuan }) =>
      percent === undefined ? new Yuan(yuan!) : standard!.times(percent).div(100),
    )
    const exact = terms.stacking === 'sum' ? Yuan.sum(0, ...amounts) : Yuan.max(0, ...amounts)
    const yuan = rounded(exact, terms.rounding)
    if (yuan.gt(0))
      paid.push({ person: cell(person, '身份证号'), component: 'classified-supplement', yuan: yuan.toFixed(2) })
  }
  return { paid, listed: [] }
}

function applies({ category, age }: Category, person: CsvRow, month: string): boolean {
  switch (category) {
    case '重病':
      return person.重病 === '是'
    case '重残':
      return isSevere(person)
    case '残疾':
      return cell(person, '残疾等级') !== '' && !isSevere(person)
    case '老年人':
      return month >= birthdayMonth(cell(person, '身份证号'), age ?? 70)
    case '未成年人':
      return month <= birthdayMonth(cell(person, '身份证号'), 18)
    case '单亲':
      return person.单亲 === '是'
    case '在校':
      return person.在校 === '是'
    default:
      throw new Error(`category ${category}`)
  }
}

/** Grade 1–2 of any kind, or grade 3 智力/精神. */
function isSevere(person: CsvRow): boolean {
  const grade = cell(person, '残疾等级')
  if (grade === '1' || grade === '2') return true
  return grade === '3' && ['智力', '精神'].includes(cell(person, '残疾类别'))
}

/** The month in which a person turns so many years old, by the birth date in the ID number. */
export function birthdayMonth(id: string, age: number): string {
  return `${Number(id.slice(6, 10)) + age}-${id.slice(10, 12)}`
}
