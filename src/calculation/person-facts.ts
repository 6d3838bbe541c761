import type { Month } from '../kernel/month.ts'
import type { EnrolmentVersion, HouseholdHistory, MemberVersion } from '../registry/household-history.ts'
import { householdIn, isAlive, membersIn } from '../registry/in-force.ts'
import type { Offsets, PersonFacts } from '../rules/person/facts.ts'
import { isPersonProgramme } from '../rules/person/person-programmes.ts'

/**
 * One enrolment of a person programme in the month as its rule needs it, told with this household; null before the
 * household's first month, and where the person has no row in it by the month.
 */
export function personFacts(
  history: HouseholdHistory,
  enrolment: EnrolmentVersion,
  month: Month,
  offsets?: Offsets,
): PersonFacts | null {
  const { programme, personNo } = enrolment
  const household = householdIn(history, month)
  if (!household || !isPersonProgramme(programme)) return null
  const member = personNo === 0 ? null : (membersIn(history, month).find((one) => one.personNo === personNo) ?? null)
  if (personNo !== 0 && !member) return null
  return {
    month,
    enrolment: { ...enrolment, programme },
    person: member && inMonth(member, history, month),
    residence: household.residence,
    ...(offsets && { offsets }),
  }
}

function inMonth(
  { personNo, birth, disabilityKind, disabilityGrade }: MemberVersion,
  history: HouseholdHistory,
  month: Month,
) {
  return { personNo, birth, disabilityKind, disabilityGrade, alive: isAlive(history, personNo, month) }
}
