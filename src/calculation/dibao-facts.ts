import type { Month } from '../kernel/month.ts'
import { isDibao } from '../policy/programmes.ts'
import type { EnrolmentVersion, HouseholdHistory } from '../registry/household-history.ts'
import { householdIn, incomesIn, isAlive, isPresent, membersIn } from '../registry/in-force.ts'
import type { DibaoEnrolment, DibaoFacts, DibaoMember } from '../rules/dibao/facts.ts'

export type DibaoEnrolmentVersion = EnrolmentVersion & DibaoEnrolment

export function isDibaoEnrolment(enrolment: EnrolmentVersion): enrolment is DibaoEnrolmentVersion {
  return isDibao(enrolment.programme)
}

/** The dibao enrolments of this household; one that names a member and another household is told with both. */
export function dibaoOf(history: HouseholdHistory): DibaoEnrolmentVersion[] {
  return history.enrolments.filter(isDibaoEnrolment).filter((e) => isOwn(e, history))
}

/** True for an enrolment that names this household, or none. */
export function isOwn({ householdNo }: EnrolmentVersion, history: HouseholdHistory): boolean {
  return householdNo === null || householdNo === history.householdNo
}

/** The household in a month as the dibao rules need it; null before the household's first month. */
export function dibaoFacts(history: HouseholdHistory, enrolment: DibaoEnrolment, month: Month): DibaoFacts | null {
  const household = householdIn(history, month)
  if (!household) return null
  const { residence, size } = household
  return {
    month,
    enrolment,
    residence,
    size,
    members: dibaoMembers(history, month),
    incomes: incomesIn(history, month),
  }
}

/** Everybody recorded in the household by the month, also who has died or left. */
export function dibaoMembers(history: HouseholdHistory, month: Month): DibaoMember[] {
  return membersIn(history, month).map((member) => {
    const alive = isAlive(history, member.personNo, month)
    const present = isPresent(history, member.personNo, month)
    // named one by one: a spread costs several times as much, and every member of every household passes here
    return {
      personNo: member.personNo,
      birth: member.birth,
      covered: member.covered && alive && present,
      alive,
      present,
      disabilityKind: member.disabilityKind,
      disabilityGrade: member.disabilityGrade,
      gravelyIll: member.gravelyIll,
      lostWorkCapacity: member.lostWorkCapacity,
      singleParent: member.singleParent,
      inSchool: member.inSchool,
    }
  })
}

/** The same household without these persons among the covered: their dibao is not kept. 家庭人口 does not change. */
export function withoutCovered(facts: DibaoFacts, persons: ReadonlySet<number>): DibaoFacts {
  if (persons.size === 0) return facts
  const members = facts.members.map((m) => (persons.has(m.personNo) ? { ...m, covered: false } : m))
  return { ...facts, members }
}
