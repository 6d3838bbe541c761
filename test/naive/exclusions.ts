import { Yuan } from './amounts.ts'
import { dibaoFor, isForOne } from './dibao.ts'
import { homeOf, isPersonIn } from './person-due.ts'
import { personAmounts } from './person-programmes.ts'
import { isDibao, isOneOff, programmeOf } from './programme.ts'
import { isIn } from './registry.ts'
import { type CsvRow, cell } from './rows.ts'
import { parameter, type World } from './world.ts'

interface Exclusion {
  readonly programmes: readonly [string, string]
  readonly keep: string
}

/** What holds where no document says otherwise. */
const BY_DEFAULT: readonly Exclusion[] = [
  { programmes: ['tekun', 'disability-living'], keep: 'tekun' },
  { programmes: ['tekun', 'disability-nursing'], keep: 'tekun' },
  { programmes: ['orphan', 'disability-living'], keep: 'orphan' },
  { programmes: ['urban-dibao', 'rural-dibao'], keep: 'earlier' },
  { programmes: ['tekun', 'urban-dibao'], keep: 'tekun' },
  { programmes: ['tekun', 'rural-dibao'], keep: 'tekun' },
]

/** True when something else that is in force for the person, paid or not, is kept instead of this enrolment. */
export function isNotKept(world: World, own: CsvRow, id: string, month: string): boolean {
  const others = world.registry.enrolments.filter(
    (row) => row.待遇编号 !== own.待遇编号 && isMeantFor(world, row, id, month),
  )
  if (others.length === 0) return false
  const home = isDibao(own) ? cell(own, '家庭编号') : homeOf(world, own, month)
  const list = parameter<Exclusion[]>(world, 'exclusions', home, month) ?? BY_DEFAULT
  return others.some((other) => yields(world, own, other, id, month, list))
}

/** Whom a dibao is for, paid or not: the person it names where it is for one, else everybody covered. */
export function claimedBy({ registry }: World, enrolment: CsvRow, month: string): string[] {
  const named = cell(enrolment, '身份证号')
  if (isForOne(enrolment) && named !== '') return [named]
  return registry.covered(cell(enrolment, '家庭编号'), month).map((row) => cell(row, '身份证号'))
}

function isMeantFor(world: World, enrolment: CsvRow, id: string, month: string): boolean {
  if (!isDibao(enrolment)) return enrolment.身份证号 === id && isPersonIn(enrolment, month)
  if (!isIn(enrolment, month) || !world.registry.household(cell(enrolment, '家庭编号'), month)) return false
  return claimedBy(world, enrolment, month).includes(id)
}

/** Nobody gets one monthly programme twice; else a rule for the two programmes decides. */
function yields(
  world: World,
  own: CsvRow,
  other: CsvRow,
  id: string,
  month: string,
  list: readonly Exclusion[],
): boolean {
  const [mine, theirs] = [programmeOf(own), programmeOf(other)]
  if (mine === theirs) return !isOneOff(own) && isEarlier(other, own)
  return list.some(({ programmes, keep }) => {
    if (!programmes.includes(mine) || !programmes.includes(theirs)) return false
    if (keep === 'earlier') return isEarlier(other, own)
    if (keep !== 'higher') return keep === theirs
    const [one, two] = [amountAlone(world, other, id, month), amountAlone(world, own, id, month)]
    return one.eq(two) ? isEarlier(other, own) : one.gt(two)
  })
}

/** The earlier 起始月份, then the smaller 待遇编号. */
function isEarlier(one: CsvRow, other: CsvRow): boolean {
  const [a, b] = [cell(one, '起始月份'), cell(other, '起始月份')]
  return a === b ? cell(one, '待遇编号') < cell(other, '待遇编号') : a < b
}

/** What one enrolment would give the person if there were no other: of a dibao the own share and supplement, to the fen. */
function amountAlone(world: World, enrolment: CsvRow, id: string, month: string): Yuan {
  if (!isDibao(enrolment))
    return Yuan.sum(0, ...personAmounts(world, enrolment, month, new Yuan(0)).paid.map(({ yuan }) => yuan))
  const covered = world.registry.covered(cell(enrolment, '家庭编号'), month)
  const { paid } = dibaoFor(world, enrolment, covered, month)
  const persons = isForOne(enrolment) ? 1 : covered.length
  const shares = paid.map(({ person, yuan }) => {
    if (person === '') return new Yuan(yuan).div(persons).toDecimalPlaces(2, Yuan.ROUND_FLOOR)
    return new Yuan(person === id ? yuan : 0)
  })
  return Yuan.sum(0, ...shares)
}
