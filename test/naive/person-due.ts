import { Yuan } from './amounts.ts'
import { isForOne } from './dibao.ts'
import { dueUnder } from './due.ts'
import { claimedBy, isNotKept } from './exclusions.ts'
import { personAmounts } from './person-programmes.ts'
import { isDibao, isForChildren, isOneOff, programmeOf } from './programme.ts'
import { isIn } from './registry.ts'
import { type CsvRow, cell } from './rows.ts'
import { birthdayMonth } from './supplement.ts'
import { LISTED, NOTHING, type Result, type World } from './world.ts'

/** One-off help in its month alone, a children's programme up to the month of the 18th birthday. */
export function isPersonIn(enrolment: CsvRow, month: string): boolean {
  if (!isIn(enrolment, month)) return false
  if (isOneOff(enrolment)) return month === enrolment.起始月份
  return !isForChildren(enrolment) || month <= birthdayMonth(cell(enrolment, '身份证号'), 18)
}

/** The household named, else the one the person belongs to, else, where there is none, the first that ever knew him. */
export function homeOf({ registry }: World, enrolment: CsvRow, month: string): string {
  const named = cell(enrolment, '家庭编号')
  if (named !== '') return named
  const id = cell(enrolment, '身份证号')
  const known = registry.householdsOf(id)
  return known.find((no) => registry.belongs(no, id, month)) ?? known[0]!
}

/** What an enrolment of a person programme, or one-off help, comes to in a month. */
export function personDue(world: World, enrolment: CsvRow, month: string): Result {
  if (!isPersonIn(enrolment, month)) return NOTHING
  if (programmeOf(enrolment) === 'temporary-assistance' && enrolment.类别 === '先行救助') return NOTHING
  if (!world.registry.household(homeOf(world, enrolment, month), month)) return LISTED
  const id = cell(enrolment, '身份证号')
  if (id !== '' && !world.registry.record(homeOf(world, enrolment, month), id, month)) return LISTED
  if (id !== '' && isNotKept(world, enrolment, id, month)) return { paid: [], listed: [`not kept ${id}`] }
  const offset = programmeOf(enrolment) === 'unsupported-child' ? offsetOf(world, id, month) : new Yuan(0)
  return personAmounts(world, enrolment, month, offset)
}

/** The child's share of the month's dibao, the own supplement, and tekun. */
function offsetOf(world: World, id: string, month: string): Yuan {
  let sum = new Yuan(0)
  for (const enrolment of world.registry.enrolments) {
    if (isDibao(enrolment) && isIn(enrolment, month)) sum = sum.plus(shareOfDibao(world, enrolment, id, month))
    else if (programmeOf(enrolment) === 'tekun' && enrolment.身份证号 === id)
      sum = Yuan.sum(sum, ...personDue(world, enrolment, month).paid.map(({ yuan }) => yuan))
  }
  return sum
}

function shareOfDibao(world: World, enrolment: CsvRow, id: string, month: string): Yuan {
  const claimed = claimedBy(world, enrolment, month)
  if (!claimed.includes(id)) return new Yuan(0)
  const { paid, listed } = dueUnder(world, enrolment, month)
  if (listed.includes(`not kept ${id}`)) return new Yuan(0)
  const kept = claimed.filter((one) => !listed.includes(`not kept ${one}`))
  const persons = isForOne(enrolment) ? 1 : kept.length
  const shares = paid.map(({ person, yuan }) => {
    if (person === '') return new Yuan(yuan).div(persons)
    return new Yuan(person === id ? yuan : 0)
  })
  return Yuan.sum(0, ...shares)
}
