import { addMonths, type Month, monthOf } from '../../kernel/month.ts'
import { makeAccounts } from './accounts.ts'
import { makeDisabilityEnrolments } from './disability-enrolments.ts'
import { makeDibaoEnrolment, monthsAgo } from './enrolment.ts'
import type { DemoFamily, DemoPerson, Residence } from './family.ts'
import { makeIncomes } from './incomes.ts'
import { withLifeEvents } from './life-events.ts'
import { makeMatches } from './matches.ts'
import type { Occasion } from './occasion.ts'
import { makeOccasionEnrolment } from './occasion-enrolments.ts'
import { type Maker, makePersons } from './persons.ts'
import { placeOf } from './place.ts'
import type { SeededRandom } from './random.ts'
import { type Story, storyOf } from './story.ts'

/** One made-up family with everything the registry would hold on it. `serial` counts from 1. */
export function makeFamily(maker: Maker, serial: number, occasion: Occasion | null): DemoFamily {
  const { random } = maker
  const story = storyOf(random, occasion)
  const residence = residenceOf(random, occasion)
  const approved = makePersons(maker, story, occasion)
  const dibao = story === 'without' ? null : makeDibaoEnrolment(maker, story, { persons: approved, residence })
  const since = dibao?.from ?? monthsAgo(maker.month, random, 1, 60)
  const persons = mayChange(story, occasion) ? withLifeEvents(maker, approved, since) : approved
  const enrolments = [
    ...(dibao ? [dibao] : []),
    ...(occasion ? [makeOccasionEnrolment(maker, { occasion, persons, since })] : []),
    ...makeDisabilityEnrolments(maker, { persons, since, story, occasion }),
  ]
  return {
    number: `SL${String(serial).padStart(7, '0')}`,
    residence,
    place: placeOf(random, residence),
    since,
    sizes: sizesOf(random, persons, since),
    persons,
    incomes: story === 'without' ? [] : makeIncomes(maker, story, { persons, residence, since }),
    enrolments,
    accounts: makeAccounts(maker, persons, since, payees(enrolments)),
    matches: makeMatches(maker, persons),
  }
}

/** 特困 and disasters are of the countryside. */
function residenceOf(random: SeededRandom, occasion: Occasion | null): Residence {
  const rural = occasion?.kind === 'tekun' ? 880 : occasion?.kind === 'disaster' ? 950 : occasion ? 600 : 575
  return random.perMille(rural) ? '农村' : '城市'
}

/** Whom a story or an occasion is about stays as approved. */
function mayChange(story: Story, occasion: Occasion | null): boolean {
  return story !== 'single' && story !== 'expenditure' && (occasion === null || occasion.kind === 'tekun')
}

/** Who is paid in person. */
function payees(enrolments: DemoFamily['enrolments']): Set<DemoPerson> {
  const persons = enrolments.filter(({ programme }) => !programme.endsWith('低保')).map(({ person }) => person)
  return new Set(persons.filter((person) => person !== null))
}

/** 家庭人口: after a death or a departure most townships record the smaller family, some have yet to. */
function sizesOf(random: SeededRandom, persons: readonly DemoPerson[], since: Month): DemoFamily['sizes'] {
  const first = { from: since, size: persons.length }
  const gone = persons.map(goneFrom).find((month) => month !== null)
  if (!gone || gone <= since || persons.length === 1 || !random.perMille(600)) return [first]
  return [first, { from: gone, size: persons.length - 1 }]
}

function goneFrom({ diedOn, leftMonth }: DemoPerson): Month | null {
  return diedOn === null ? leftMonth : addMonths(monthOf(diedOn), 1)
}
