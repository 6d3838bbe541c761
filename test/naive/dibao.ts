import { rounded, Yuan } from './amounts.ts'
import { countedIncome } from './income.ts'
import { type CsvRow, cell, later } from './rows.ts'
import { supplements } from './supplement.ts'
import { LISTED, parameter, type Result, type World } from './world.ts'

type ByResidence<T> = Readonly<Record<'urban' | 'rural', T>>
type Tier = number | { readonly percent: number } | { readonly yuan: number }
interface Floor {
  readonly 'percent-of-standard'?: number
  readonly yuan?: number
  readonly per: 'person' | 'household'
}

export function isForOne(enrolment: CsvRow): boolean {
  return enrolment.类别 === '单人保' || enrolment.类别 === '支出型'
}

/** The dibao standard that the programme uses; undefined where no document sets one. */
export function standardOf(world: World, enrolment: CsvRow, month: string): Yuan | undefined {
  const standard = parameter<ByResidence<number>>(world, 'dibao.standard', cell(enrolment, '家庭编号'), month)
  return standard && new Yuan(standard[residenceOf(enrolment)])
}

/** Top-up and supplements of an enrolment in force for the persons it covers. */
export function dibaoFor(world: World, enrolment: CsvRow, covered: readonly CsvRow[], month: string): Result {
  const persons = isForOne(enrolment) ? onlyPerson(enrolment, covered) : covered
  if (persons.length === 0) return LISTED
  const exact = isForOne(enrolment)
    ? shareOfStandard(world, enrolment, month)
    : forHousehold(world, enrolment, persons.length, month)
  if (exact === undefined) return LISTED
  const rounding = parameter<string>(world, 'dibao.rounding', cell(enrolment, '家庭编号'), month)
  const yuan = rounded(exact, rounding)
  if (!yuan.gt(0)) return LISTED
  const topUp = { person: '', component: 'top-up', yuan: yuan.toFixed(2) }
  const extra = supplements(world, enrolment, persons, month)
  return { paid: [topUp, ...extra.paid], listed: extra.listed }
}

function residenceOf(enrolment: CsvRow): 'urban' | 'rural' {
  return ['urban-dibao', '城市低保'].includes(cell(enrolment, '项目')) ? 'urban' : 'rural'
}

/** The person named, else the only covered one, else nobody. */
function onlyPerson(enrolment: CsvRow, covered: readonly CsvRow[]): readonly CsvRow[] {
  const named = cell(enrolment, '身份证号')
  if (named !== '') return covered.filter((row) => row.身份证号 === named)
  return covered.length === 1 ? covered : []
}

/** 单人保 and 支出型: a share of the standard; 支出型 only until its review is due. */
function shareOfStandard(world: World, enrolment: CsvRow, month: string): Yuan | undefined {
  const no = cell(enrolment, '家庭编号')
  const standard = standardOf(world, enrolment, month)
  if (standard === undefined) return undefined
  if (enrolment.类别 === '单人保') {
    const share = parameter<number>(world, 'dibao.single-person.share', no, month)
    return share === undefined ? undefined : standard.times(share)
  }
  const terms = parameter<{ share: number; months?: number }>(world, 'dibao.expenditure-type', no, month)
  if (terms === undefined) return undefined
  const since = cell(enrolment, '复核月份') || cell(enrolment, '起始月份')
  if (month > later(since, (terms.months ?? 12) - 1)) return undefined
  return standard.times(terms.share)
}

/** By difference or by tier, raised to the floor where it is positive and below; not rounded. */
function forHousehold(world: World, enrolment: CsvRow, covered: number, month: string): Yuan | undefined {
  const no = cell(enrolment, '家庭编号')
  const byTier = parameter<string>(world, 'dibao.method', no, month) === 'tiers'
  const exact = byTier ? tier(world, enrolment, covered, month) : difference(world, enrolment, covered, month)
  if (!exact?.gt(0)) return exact
  const floor = parameter<Floor>(world, 'dibao.minimum-payment', no, month)
  if (!floor) return exact
  const standard = standardOf(world, enrolment, month)
  const percent = floor['percent-of-standard']
  if (percent !== undefined && standard === undefined) return undefined
  const once = percent === undefined ? new Yuan(floor.yuan!) : standard!.times(percent).div(100)
  const least = floor.per === 'person' ? once.times(covered) : once
  return exact.lt(least) ? least : exact
}

function difference(world: World, enrolment: CsvRow, covered: number, month: string): Yuan | undefined {
  const no = cell(enrolment, '家庭编号')
  const standard = standardOf(world, enrolment, month)
  if (standard === undefined) return undefined
  const size = cell(world.registry.household(no, month)!, '家庭人口')
  const gap = standard.times(size).minus(countedIncome(world, no, month))
  return gap.gt(0) ? gap.times(covered).div(size) : new Yuan(0)
}

function tier(world: World, enrolment: CsvRow, covered: number, month: string): Yuan | undefined {
  const tiers = parameter<ByResidence<Record<string, Tier>>>(world, 'dibao.tiers', cell(enrolment, '家庭编号'), month)
  const found = tiers?.[residenceOf(enrolment)][cell(enrolment, '类别')]
  if (found === undefined) return undefined
  if (typeof found === 'number') return new Yuan(found).times(covered)
  if ('yuan' in found) return new Yuan(found.yuan).times(covered)
  return standardOf(world, enrolment, month)?.times(found.percent).div(100).times(covered)
}
