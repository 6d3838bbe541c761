import { rounded, Yuan } from './amounts.ts'
import { standardOf } from './dibao.ts'
import { dueUnder } from './due.ts'
import { countedIncome } from './income.ts'
import { isDibao } from './programme.ts'
import { isIn } from './registry.ts'
import { type CsvRow, cell, later, monthsFrom } from './rows.ts'
import { LISTED, NOTHING, parameter, type Result, type World } from './world.ts'

type ByClass<T> = Readonly<Record<'general' | 'disabled', T>>

/** What is due after a dibao that ended in 渐退, or nothing where there is no taper (any more). */
export function taper(world: World, enrolment: CsvRow, month: string): Result {
  const [no, end] = [cell(enrolment, '家庭编号'), cell(enrolment, '终止月份')]
  if (enrolment.终止原因 !== '渐退' || end === '' || end < cell(enrolment, '起始月份')) return NOTHING
  const first = later(end, 1)
  if (month < first || isEnrolledAgain(world, enrolment, first, month)) return NOTHING
  const reference = first < world.firstMonth ? world.firstMonth : first
  if (!world.registry.household(no, reference) || !world.registry.household(no, month)) {
    return monthsFrom(first, month) < 24 ? LISTED : NOTHING // nothing can be worked out, and nobody is dropped
  }
  if (isDeserted(world, no, reference, month)) return NOTHING

  const disabled = world.registry.living(no, reference).some((row) => cell(row, '残疾等级') !== '')
  const length = parameter<ByClass<number>>(world, 'taper.months', no, reference) ?? { general: 18, disabled: 24 }
  const months = length[disabled ? 'disabled' : 'general']
  if (monthsFrom(first, month) >= months) return NOTHING
  if (first >= world.firstMonth && !passesIncomeTest(world, enrolment, first)) return LISTED

  const schedules = parameter<ByClass<'linear' | number[]>>(world, 'taper.retention', no, reference)
  const base = baseOf(world, enrolment)
  if (!schedules || base === undefined) return LISTED
  const schedule = schedules[disabled ? 'disabled' : 'general']
  const quarter = Math.floor(monthsFrom(first, month) / 3)
  const quarters = months / 3
  const exact = schedule === 'linear' ? base.times(quarters - quarter).div(quarters) : base.times(schedule[quarter]!)
  const yuan = rounded(exact, parameter<string>(world, 'taper.rounding', no, month))
  return yuan.gt(0) ? { paid: [{ person: '', component: 'taper', yuan: yuan.toFixed(2) }], listed: [] } : LISTED
}

/** Some other dibao of the household has been in force in a month since the taper began. */
function isEnrolledAgain({ registry }: World, ended: CsvRow, first: string, month: string): boolean {
  const others = registry.enrolments.filter(
    (row) => row.家庭编号 === ended.家庭编号 && row.待遇编号 !== ended.待遇编号 && isDibao(row),
  )
  for (let at = first; at <= month; at = later(at, 1)) if (others.some((other) => isIn(other, at))) return true
  return false
}

/** No living member was left in some month of it. */
function isDeserted({ registry }: World, no: string, first: string, month: string): boolean {
  for (let at = first; at <= month; at = later(at, 1)) if (registry.living(no, at).length === 0) return true
  return false
}

/** Income per person strictly below so many times the standard. */
function passesIncomeTest(world: World, enrolment: CsvRow, first: string): boolean {
  const no = cell(enrolment, '家庭编号')
  const standard = standardOf(world, enrolment, first)
  if (standard === undefined) return false
  const multiple = parameter<number>(world, 'taper.income-multiple', no, first) ?? 2
  const size = cell(world.registry.household(no, first)!, '家庭人口')
  return countedIncome(world, no, first).lt(standard.times(multiple).times(size))
}

/** All dibao components due for 终止月份, or 核定金额 where that month was before the system's first. */
function baseOf(world: World, enrolment: CsvRow): Yuan | undefined {
  const end = cell(enrolment, '终止月份')
  if (end < world.firstMonth) {
    const approved = cell(enrolment, '核定金额')
    return approved === '' ? undefined : new Yuan(approved)
  }
  return Yuan.sum(0, ...dueUnder(world, enrolment, end).paid.map(({ yuan }) => yuan))
}
