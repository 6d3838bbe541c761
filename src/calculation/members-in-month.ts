import type { Month } from '../kernel/month.ts'
import type { HouseholdHistory } from '../registry/household-history.ts'
import { isAlive, isPresent, membersIn } from '../registry/in-force.ts'
import type { DibaoMember } from '../rules/dibao/facts.ts'

/** Everybody recorded in the household by the month, also who has died or left. */
export function membersInMonth(history: HouseholdHistory, month: Month): DibaoMember[] {
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
