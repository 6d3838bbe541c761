import type { Month } from '../kernel/month.ts'
import { composeFamily, composeParentsWithGrownChild, type Seat } from './composition.ts'
import type { DemoPerson } from './family.ts'
import { healthOf, severeMentalDisability } from './health.ts'
import type { IdentityMaker } from './identity.ts'
import { type FamilyNames, familyNames, nameOf } from './names.ts'
import type { SeededRandom } from './random.ts'
import type { Story } from './story.ts'

/** What the parts of the generator share. */
export interface Maker {
  readonly random: SeededRandom
  readonly identities: IdentityMaker
  /** The month that will be paid. */
  readonly month: Month
}

/** The members of a family, the head first; the patient of 支出型 and the person of 单人保 are as their story needs them. */
export function makePersons(maker: Maker, story: Story): DemoPerson[] {
  const { random } = maker
  const seats = story === 'single' ? composeParentsWithGrownChild(random) : composeFamily(random)
  const names = familyNames(random)
  const persons = seats.map((seat) => makePerson(maker, names, seat))
  if (story === 'single')
    return persons.map((person, i) => (i === 2 ? protectAlone(random, person) : uncovered(person)))
  if (story === 'expenditure') return persons.map((person, i) => (i === 0 ? { ...person, gravelyIll: true } : person))
  return persons
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
