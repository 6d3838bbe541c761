import type { Month } from '../../kernel/month.ts'
import {
  composeFamily,
  composeForOccasion,
  composeOldCouple,
  composeParentsWithGrownChild,
  type Seat,
} from './composition.ts'
import type { DemoPerson } from './family.ts'
import { graveDisability, healthOf, severeMentalDisability } from './health.ts'
import type { IdentityMaker } from './identity.ts'
import { type FamilyNames, familyNames, nameOf } from './names.ts'
import type { Occasion } from './occasion.ts'
import type { SeededRandom } from './random.ts'
import { isTekunOnDibao, type Story } from './story.ts'

/** What the parts of the generator share. */
export interface Maker {
  readonly random: SeededRandom
  readonly identities: IdentityMaker
  /** The month that will be paid. */
  readonly month: Month
}

/** The members of a family, the head first; whom its story or occasion is about is as that needs them. */
export function makePersons(maker: Maker, story: Story, occasion: Occasion | null): DemoPerson[] {
  const { random } = maker
  const names = familyNames(random)
  const persons = seatsOf(random, story, occasion).map((seat) => makePerson(maker, names, seat))
  if (story === 'single')
    return persons.map((person, i) => (i === 2 ? protectAlone(random, person) : uncovered(person)))
  if (story === 'expenditure') return persons.map((person, i) => (i === 0 ? { ...person, gravelyIll: true } : person))
  const fitting = occasion ? fitFor(random, persons, occasion) : persons
  return story === 'without' ? fitting.map(uncovered) : fitting
}

function seatsOf(random: SeededRandom, story: Story, occasion: Occasion | null): Seat[] {
  if (story === 'single') return composeParentsWithGrownChild(random)
  if (!occasion) return composeFamily(random)
  return isTekunOnDibao(occasion) ? composeOldCouple(random) : composeForOccasion(random, occasion.kind)
}

/** The health for which an occasion was approved. */
function fitFor(random: SeededRandom, persons: DemoPerson[], { kind }: Occasion): DemoPerson[] {
  const [head, last] = [persons[0]!, persons.at(-1)!]
  const change = (whom: DemoPerson, health: Partial<DemoPerson>) =>
    persons.map((person) => (person === whom ? { ...person, ...health } : person))
  if (kind === 'tekun' && head.age < 60) return change(head, graveDisability(random))
  if (kind === 'difficulty' || (kind === 'institution' && random.perMille(600)))
    return change(last, { ...graveDisability(random), lostWorkCapacity: false })
  return kind === 'temporary' ? change(head, { gravelyIll: true }) : persons
}

function makePerson({ random, identities, month }: Maker, names: FamilyNames, seat: Seat): DemoPerson {
  const { sex, age, relation } = seat
  const minor = age < 18
  return {
    id: identities.idNumber(Number(month.slice(0, 4)) - age, sex),
    name: nameOf(random, names, seat),
    sex,
    age,
    relation,
    covered: relation === '户主' || minor || !random.perMille(25),
    ...healthOf(random, age),
    singleParent: seat.singleParentFamily && (relation === '户主' || minor),
    inSchool: (age >= 6 && minor) || (age >= 18 && age <= 22 && relation !== '户主' && random.perMille(500)),
    diedOn: null,
    leftMonth: null,
  }
}

function protectAlone(random: SeededRandom, person: DemoPerson): DemoPerson {
  return { ...person, ...severeMentalDisability(random), covered: true, inSchool: false }
}

function uncovered(person: DemoPerson): DemoPerson {
  return { ...person, covered: false }
}
