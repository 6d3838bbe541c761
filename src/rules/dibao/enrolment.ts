import type { Month } from '../../kernel/month.ts'
import type { Residence } from '../../policy/parameters.ts'
import type { DibaoProgramme } from '../../policy/programmes.ts'
import type { DibaoEnrolment, DibaoMember } from './facts.ts'

/** True from 起始月份 to 终止月份, both included; an enrolment that ends before it begins was never in force. */
export function isInForce({ from, to }: Pick<DibaoEnrolment, 'from' | 'to'>, month: Month): boolean {
  return from <= month && (to === null || month <= to)
}

/** Whose standards a programme uses, whatever the household's 城乡类别. */
export function residenceOf(programme: DibaoProgramme): Residence {
  return programme === 'urban-dibao' ? 'urban' : 'rural'
}

/** Alive this month and still in the household. */
export function isLivingMember(member: DibaoMember): boolean {
  return member.alive && member.present
}

/** Among the covered persons of the month. */
export function isCovered(member: DibaoMember): boolean {
  return member.covered && isLivingMember(member)
}

/** How many persons a household's dibao is for. */
export function countCovered(members: readonly DibaoMember[]): number {
  let count = 0
  for (const member of members) if (isCovered(member)) count++
  return count
}
