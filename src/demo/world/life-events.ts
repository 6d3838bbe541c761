import { addMonths, type Day, type Month, monthsBetween } from '../../kernel/month.ts'
import type { DemoPerson } from './family.ts'
import type { Maker } from './persons.ts'

/** Now and then somebody has died, in an earlier month or in the one that is paid, or has moved out; since they came. */
export function withLifeEvents(maker: Maker, persons: DemoPerson[], since: Month): DemoPerson[] {
  const event = maker.random.below(1000)
  const others = persons.slice(1)
  const oldest = others.toSorted((one, other) => other.age - one.age)[0]
  if (event < 4) return change(persons, persons[0]!, { diedOn: dayWithin(maker, since) })
  if (event < 14 && oldest) return change(persons, oldest, { diedOn: dayWithin(maker, since) })
  const grown = others.find(({ age }) => age >= 18)
  if (event < 28 && grown && others.length > 1) return change(persons, grown, { leftMonth: monthWithin(maker, since) })
  return persons
}

function change(persons: DemoPerson[], whom: DemoPerson, what: Partial<DemoPerson>): DemoPerson[] {
  return persons.map((person) => (person === whom ? { ...person, ...what } : person))
}

function dayWithin(maker: Maker, since: Month): Day {
  return `${monthWithin(maker, since)}-${String(maker.random.between(1, 28)).padStart(2, '0')}`
}

/** One of the last seven months, none before `since`. */
function monthWithin({ random, month }: Maker, since: Month): Month {
  return addMonths(month, -random.below(Math.min(6, monthsBetween(since, month)) + 1))
}
