import type { Fen } from '../../kernel/money.ts'
import { addMonths, type Month } from '../../kernel/month.ts'
import type { DemoEnrolment, DemoPerson, Residence } from './family.ts'
import type { Maker } from './persons.ts'
import type { SeededRandom } from './random.ts'
import type { DibaoStory } from './story.ts'

/** An enrolment for the family that goes on, with nothing special about it. */
export const OPEN = {
  ...{ person: null, to: null, endReason: '', class: '' },
  ...{ approvedFen: null, multiple: '', reviewMonth: null },
}
/** Longer than the longest taper, so that a few have run out. */
const LONGEST_TAPER = { disabled: 26, general: 20 }
const EXPENDITURE_TERM = 12

/** The dibao a family was approved for: in force, ended in 渐退 some months ago, or ended for good. */
export function makeDibaoEnrolment(
  maker: Maker,
  story: DibaoStory,
  family: { readonly persons: readonly DemoPerson[]; readonly residence: Residence },
): DemoEnrolment {
  const programme = family.residence === '城市' ? '城市低保' : '农村低保'
  return { programme, ...dibaoCourse(maker, story, family.persons) }
}

type Course = Omit<DemoEnrolment, 'programme'>

function dibaoCourse(maker: Maker, story: DibaoStory, persons: readonly DemoPerson[]): Course {
  const { random, month } = maker
  if (story === 'taper') return makeTaper(maker, persons)
  if (story === 'expenditure') return makeExpenditureType(maker, persons[0]!)
  if (story === 'single')
    return { ...OPEN, person: persons[2]!, class: '单人保', from: monthsAgo(month, random, 1, 60) }
  if (story === 'ended') {
    const to = monthsAgo(month, random, 1, 10)
    return {
      ...OPEN,
      from: addMonths(to, -random.between(6, 40)),
      to,
      endReason: random.pick(['退出', '退出', '停发']),
    }
  }
  return { ...OPEN, from: monthsAgo(month, random, 0, 60) }
}

/** Tapers in every quarter. The months before the county's first run were not worked out here, so the base is on record. */
function makeTaper({ random, month }: Maker, persons: readonly DemoPerson[]): Course {
  const disabled = persons.some(({ disability }) => disability !== null)
  const to = monthsAgo(month, random, 1, LONGEST_TAPER[disabled ? 'disabled' : 'general'])
  const from = addMonths(to, -random.between(8, 50))
  return { ...OPEN, from, to, endReason: '渐退', approvedFen: random.perMille(30) ? null : baseOf(random, persons) }
}

function baseOf(random: SeededRandom, persons: readonly DemoPerson[]): Fen {
  return BigInt(random.between(9_000, 38_000) * persons.length)
}

/** For a year, then reviewed: some are past their year and wait for the review. */
function makeExpenditureType({ random, month }: Maker, patient: DemoPerson): Course {
  const enrolment = { ...OPEN, person: patient, class: '支出型' }
  const age = random.weighted([
    ['this-year', 75],
    ['reviewed', 12],
    ['past', 13],
  ] as const)
  if (age === 'this-year') return { ...enrolment, from: monthsAgo(month, random, 0, EXPENDITURE_TERM - 1) }
  const from = monthsAgo(month, random, EXPENDITURE_TERM, EXPENDITURE_TERM + 5)
  return age === 'past'
    ? { ...enrolment, from }
    : { ...enrolment, from, reviewMonth: addMonths(from, EXPENDITURE_TERM) }
}

/** Some month between so many months ago and so many. */
export function monthsAgo(month: Month, random: SeededRandom, least: number, most: number): Month {
  return addMonths(month, -random.between(least, most))
}
