import { isDibao } from '../policy/programmes.ts'
import type { EnrolmentVersion, HouseholdHistory } from '../registry/household-history.ts'
import { incomesIn } from '../registry/in-force.ts'
import type { DibaoEnrolment, DibaoFacts } from '../rules/dibao/facts.ts'
import type { CaseInMonth } from './case-in-month.ts'

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
export function dibaoFacts(one: CaseInMonth, enrolment: DibaoEnrolment): DibaoFacts | null {
  const { history, month, household, members } = one
  if (!household) return null
  const { residence, size } = household
  return {
    month,
    enrolment,
    residence,
    size,
    members,
    incomes: incomesIn(history, month),
  }
}

/** The same household without these persons among the covered: their dibao is not kept. 家庭人口 does not change. */
export function withoutCovered(facts: DibaoFacts, persons: ReadonlySet<number>): DibaoFacts {
  if (persons.size === 0) return facts
  const members = facts.members.map((m) => (persons.has(m.personNo) ? { ...m, covered: false } : m))
  return { ...facts, members }
}
