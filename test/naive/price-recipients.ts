import { Yuan } from './amounts.ts'
import { underOne } from './due.ts'
import { claimedBy } from './exclusions.ts'
import { homeOf } from './person-due.ts'
import { isDibao } from './programme.ts'
import { type CsvRow, cell } from './rows.ts'
import type { World } from './world.ts'

/** A person whom one enrolment makes a recipient of the index month. */
export interface Recipient {
  readonly person: string
  readonly enrolment: CsvRow
  readonly home: string
  /** `taper` where the dibao has ended. */
  readonly programme: string
  /** Due under the programme: the household's, or the person's. */
  readonly due: Yuan
  /** The ID number of whom the programme pays. */
  readonly payee: string
}

/** Everybody with an amount above zero under any programme for the month; of a household, all its covered persons. */
export function recipientsIn(world: World, month: string): Recipient[] {
  return world.registry.enrolments.flatMap((enrolment) => {
    const home = isDibao(enrolment) ? cell(enrolment, '家庭编号') : homeOf(world, enrolment, month)
    const household = world.registry.household(home, month)
    const { programme, result } = underOne(world, enrolment, month)
    if (!household || result.paid.length === 0) return []
    const due = Yuan.sum(...result.paid.map(({ yuan }) => yuan))
    const own = isDibao(enrolment) ? '' : cell(enrolment, '身份证号')
    const payee = own || cell(household, '户主身份证号')
    const persons = own ? [own] : covered(world, enrolment, { home, programme, listed: result.listed }, month)
    return persons.map((person) => ({ person, enrolment, home, programme, due, payee }))
  })
}

/** Of a dibao those for whom it is kept, also once it tapers off: of 单人保 and 支出型 the one whom it was for. */
function covered(
  world: World,
  enrolment: CsvRow,
  { home, programme, listed }: { home: string; programme: string; listed: readonly string[] },
  month: string,
): string[] {
  if (isDibao(enrolment) && programme !== 'taper')
    return claimedBy(world, enrolment, month).filter((id) => !listed.includes(`not kept ${id}`))
  const living = world.registry.covered(home, month).map((row) => cell(row, '身份证号'))
  return isDibao(enrolment) ? living.filter((id) => claimedBy(world, enrolment, month).includes(id)) : living
}
