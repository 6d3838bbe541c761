import type { Month } from '../kernel/month.ts'
import type { Programme } from '../policy/programmes.ts'
import type { EnrolmentVersion, HouseholdHistory, MemberVersion } from '../registry/household-history.ts'
import { enrolmentIsIn, householdIn, isPresent, membersIn } from '../registry/in-force.ts'
import type { DibaoFacts } from '../rules/dibao/facts.ts'
import { isForOnePerson } from '../rules/dibao/named-person.ts'
import { personEnrolmentIsIn } from '../rules/person/in-force.ts'
import { isPersonProgramme } from '../rules/person-programmes.ts'
import type { CaseInMonth } from './case-in-month.ts'
import { type DibaoEnrolmentVersion, dibaoOf } from './dibao-facts.ts'

/** An enrolment in force that is meant for a person, whether or not it pays. */
export interface Claim {
  readonly programme: Programme
  readonly enrolmentNo: string
  readonly from: Month
  /** The household it is told with. */
  readonly householdNo: string
}

/** Every enrolment in force in the month that is meant for this person, in any household. */
export function claimsOn(personNo: number, one: CaseInMonth): Claim[] {
  const { month } = one
  const claims = new Map<string, Claim>()
  const households = householdsOf(personNo, one)
  const person = onRecord(personNo, households)
  for (const household of households) {
    const isMember = household.members.some((member) => member.personNo === personNo)
    for (const enrolment of isMember ? dibaoOf(household) : []) {
      const there = one.of(household)
      if (!enrolmentIsIn(enrolment, month) || !there.household) continue
      if (!coveredBy(enrolment, there.members).includes(personNo)) continue
      claims.set(enrolment.enrolmentNo, claimOf(enrolment, enrolment.programme, household.householdNo))
    }
    for (const enrolment of household.enrolments) {
      const { programme } = enrolment
      if (enrolment.personNo !== personNo || !isPersonProgramme(programme)) continue
      if (!personEnrolmentIsIn({ ...enrolment, programme }, person, month)) continue
      // every household of the person has the enrolment, and it is worth something else in each
      const home = toldWith(enrolment, households, month) ?? household.householdNo
      claims.set(enrolment.enrolmentNo, claimOf(enrolment, programme, home))
    }
  }
  return [...claims.values()]
}

/** All households a person appears in; almost always this one alone. */
export function householdsOf(personNo: number, { history, context }: CaseInMonth): readonly HouseholdHistory[] {
  return context.sharedPersons.get(personNo) ?? [history]
}

/**
 * 家庭编号 of the household a person's enrolment is told with: the one it names, else the one the person belongs to in
 * the month (the smallest 家庭编号 where there are several), else the one that knew the person first.
 */
export function toldWith(
  { householdNo, personNo }: Pick<EnrolmentVersion, 'householdNo' | 'personNo'>,
  households: readonly HouseholdHistory[],
  month: Month,
): string | null {
  if (householdNo !== null) return householdNo
  const home = households.find((one) => belongsTo(one, personNo, month)) ?? households.find(knows(personNo))
  return home?.householdNo ?? null
}

function knows(personNo: number) {
  return ({ members }: HouseholdHistory) => members.some((member) => member.personNo === personNo)
}

function belongsTo(history: HouseholdHistory, personNo: number, month: Month): boolean {
  if (!householdIn(history, month) || !isPresent(history, personNo, month)) return false
  return membersIn(history, month).some((member) => member.personNo === personNo)
}

/** What any of these households records of a person; birth and number are the same in all. */
export function onRecord(personNo: number, households: readonly HouseholdHistory[]): MemberVersion | null {
  for (const { members } of households) {
    const member = members.find((one) => one.personNo === personNo)
    if (member) return member
  }
  return null
}

/** 单人保 and 支出型 are for the person they name, or the only covered one; every other dibao for all the covered. */
export function coveredBy(
  enrolment: Pick<DibaoEnrolmentVersion, 'class' | 'personNo'>,
  members: DibaoFacts['members'],
): readonly number[] {
  if (isForOnePerson(enrolment.class) && enrolment.personNo !== 0) return [enrolment.personNo]
  return members.filter((member) => member.covered).map((member) => member.personNo)
}

function claimOf(
  { enrolmentNo, from }: { readonly enrolmentNo: string; readonly from: Month },
  programme: Programme,
  householdNo: string,
): Claim {
  return { programme, enrolmentNo, from, householdNo }
}
