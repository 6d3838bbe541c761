import { addMonths, type Month, monthOf } from '../kernel/month.ts'
import { makeAccounts } from './accounts.ts'
import { makeEnrolment } from './enrolment.ts'
import { placeOf } from './example-county.ts'
import type { DemoFamily, DemoPerson, Residence } from './family.ts'
import { makeIncomes } from './incomes.ts'
import { withLifeEvents } from './life-events.ts'
import { makeMatches } from './matches.ts'
import { type Maker, makePersons } from './persons.ts'
import type { SeededRandom } from './random.ts'
import { storyOf } from './story.ts'

/** One made-up family with everything the registry would hold on it. `serial` counts from 1. */
export function makeFamily(maker: Maker, serial: number): DemoFamily {
  const { random } = maker
  const story = storyOf(random)
  const residence: Residence = random.perMille(600) ? '农村' : '城市'
  const approved = makePersons(maker, story)
  const enrolment = makeEnrolment(maker, story, approved)
  const since = enrolment.from
  const persons = withLifeEvents(maker, story, approved, since)
  return {
    number: `SL${String(serial).padStart(7, '0')}`,
    residence,
    place: placeOf(random, residence),
    since,
    sizes: sizesOf(random, persons, since),
    persons,
    incomes: makeIncomes(maker, story, { persons, residence, since }),
    enrolment,
    accounts: makeAccounts(maker, persons, since),
    matches: makeMatches(maker, persons),
  }
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
