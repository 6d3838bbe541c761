import type { Month } from '../kernel/month.ts'
import type { EnrolmentVersion, HouseholdHistory, MemberVersion } from '../registry/household-history.ts'
import { isAlive, membersIn } from '../registry/in-force.ts'
import type { Offsets, PersonFacts, PersonInMonth } from '../rules/person/facts.ts'
import { isPersonProgramme } from '../rules/person-programmes.ts'
import type { CaseInMonth } from './case-in-month.ts'

/**
 * One enrolment of a person programme in the month as its rule needs it, told with this household; null before the
 * household's first month, and where the person is on record nowhere by the month. `homes` are the person's households:
 * an enrolment may name one that the person is no member of, which sets area and 城乡类别 all the same.
 */
export function personFacts(
  { history, month, household }: CaseInMonth,
  enrolment: EnrolmentVersion,
  homes: readonly HouseholdHistory[],
  offsets?: Offsets,
): PersonFacts | null {
  const { programme, personNo } = enrolment
  if (!household || !isPersonProgramme(programme)) return null
  const person = personNo === 0 ? null : recordOf(personNo, [history, ...homes], month)
  if (personNo !== 0 && !person) return null
  return {
    month,
    enrolment: { ...enrolment, programme },
    person,
    extinct: !person && isExtinct(history, month),
    residence: household.residence,
    ...(offsets && { offsets }),
  }
}

function isExtinct(history: HouseholdHistory, month: Month): boolean {
  const members = membersIn(history, month)
  return members.length > 0 && members.every(({ personNo }) => !isAlive(history, personNo, month))
}

/** The person by the first of these households that has a row of the person by the month. */
function recordOf(personNo: number, homes: readonly HouseholdHistory[], month: Month): PersonInMonth | null {
  for (const home of homes) {
    const member = membersIn(home, month).find((one) => one.personNo === personNo)
    if (member) return inMonth(member, home, month)
  }
  return null
}

function inMonth(
  { personNo, birth, disabilityKind, disabilityGrade }: MemberVersion,
  history: HouseholdHistory,
  month: Month,
): PersonInMonth {
  return { personNo, birth, disabilityKind, disabilityGrade, alive: isAlive(history, personNo, month) }
}
