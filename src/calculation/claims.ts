import type { Month } from '../kernel/month.ts'
import type { HouseholdHistory } from '../registry/household-history.ts'
import { enrolmentIsIn, householdIn } from '../registry/in-force.ts'
import type { DibaoFacts } from '../rules/dibao/facts.ts'
import { isForOnePerson } from '../rules/dibao/named-person.ts'
import { type DibaoEnrolmentVersion, dibaoMembers, isDibaoEnrolment } from './dibao-facts.ts'

/** A person whom an earlier dibao enrolment already covers, and which one that is. */
export interface EarlierClaim {
  readonly personNo: number
  readonly enrolmentNo: string
  readonly householdNo: string
}

/**
 * Whom of this enrolment an earlier one covers in the month, here or in another household: nobody gets dibao twice, the
 * earlier is kept (起始月份, then the smaller 待遇编号). Enrolments in force count, whether or not they pay.
 */
export function earlierClaims(
  facts: DibaoFacts,
  history: HouseholdHistory,
  sharedPersons: ReadonlyMap<number, readonly HouseholdHistory[]>,
): EarlierClaim[] {
  const claims: EarlierClaim[] = []
  for (const personNo of claimedBy(facts.enrolment, facts.members)) {
    const households = sharedPersons.get(personNo) ?? [history]
    const earlier = earliestClaim(personNo, households, facts)
    if (earlier) claims.push(earlier)
  }
  return claims
}

function earliestClaim(
  personNo: number,
  households: readonly HouseholdHistory[],
  { enrolment, month }: DibaoFacts,
): EarlierClaim | null {
  for (const household of households) {
    for (const other of household.enrolments) {
      if (!isDibaoEnrolment(other) || !isEarlier(other, enrolment)) continue
      if (!enrolmentIsIn(other, month) || !householdIn(household, month)) continue
      if (!claimedBy(other, dibaoMembers(household, month)).includes(personNo)) continue
      return { personNo, enrolmentNo: other.enrolmentNo, householdNo: household.householdNo }
    }
  }
  return null
}

function isEarlier(one: { from: Month; enrolmentNo: string }, other: { from: Month; enrolmentNo: string }): boolean {
  return one.from === other.from ? one.enrolmentNo < other.enrolmentNo : one.from < other.from
}

/** 单人保 and 支出型 are for the person they name, or the only covered one; every other dibao for all the covered. */
function claimedBy(
  enrolment: Pick<DibaoEnrolmentVersion, 'class' | 'personNo'>,
  members: DibaoFacts['members'],
): readonly number[] {
  if (isForOnePerson(enrolment.class) && enrolment.personNo !== 0) return [enrolment.personNo]
  return members.filter((member) => member.covered).map((member) => member.personNo)
}
