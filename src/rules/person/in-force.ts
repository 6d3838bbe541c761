import { addMonths, type Day, type Month, monthOf } from '../../kernel/month.ts'
import { PROGRAMMES } from '../../policy/programmes.ts'
import type { PersonEnrolment, PersonInMonth, PersonProgramme } from './facts.ts'

const CHILDHOOD_MONTHS = 18 * 12

const CHILDRENS_PROGRAMMES: ReadonlySet<PersonProgramme> = new Set([
  'orphan',
  'unsupported-child',
  'hiv-child',
  'child-in-difficulty',
])

const ONE_OFF: ReadonlySet<string> = new Set(
  PROGRAMMES.filter(({ months }) => months === 'one').map(({ code }) => code),
)

/** True from the month after the 18th birthday on; the month of the birthday is still paid. */
export function isPastChildhood(birth: Day, month: Month): boolean {
  return month > addMonths(monthOf(birth), CHILDHOOD_MONTHS)
}

/**
 * Whether an enrolment is in force, paid or not: from 起始月份 to 终止月份, one-off help in 起始月份 alone, a children's
 * programme not after the month of the 18th birthday. What is not in force gives nothing, lists nobody and displaces nothing.
 */
export function personEnrolmentIsIn(
  { programme, from, to }: Pick<PersonEnrolment, 'programme' | 'from' | 'to'>,
  person: Pick<PersonInMonth, 'birth'> | null,
  month: Month,
): boolean {
  if (month < from || (to !== null && month > to)) return false
  if (ONE_OFF.has(programme)) return month === from
  return !(person && CHILDRENS_PROGRAMMES.has(programme) && isPastChildhood(person.birth, month))
}
