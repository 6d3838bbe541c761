import { addMonths, type Month, monthsBetween } from '../../kernel/month.ts'
import type { ParameterTypes } from '../../policy/parameters.ts'
import { isLivingMember } from './enrolment.ts'
import type { DibaoEnrolment, DibaoMember } from './facts.ts'

/** What the length and the schedule of a taper hang on. */
export type TaperClass = keyof ParameterTypes['taper.months']

/** The month after 终止月份 of a dibao that ended in 渐退; null where it did not, or was never in force. */
export function firstTaperMonth({ from, to, endReason }: DibaoEnrolment): Month | null {
  if (endReason !== '渐退' || to === null || to < from) return null
  return addMonths(to, 1)
}

/**
 * The month whose household, area and policy decide class, length, schedule and income test: the first taper month, or
 * the system's first where the taper began before it. Null where there is no taper.
 */
export function taperReferenceMonth(enrolment: DibaoEnrolment, systemFirst: Month): Month | null {
  const first = firstTaperMonth(enrolment)
  if (first === null) return null
  return first < systemFirst ? systemFirst : first
}

/** A household with a disabled member, covered or not, tapers longer. */
export function taperClass(members: readonly DibaoMember[]): TaperClass {
  return members.some((member) => isLivingMember(member) && member.disabilityGrade !== null) ? 'disabled' : 'general'
}

/** Quarters counted from the taper's own first month, not by the calendar. */
export function taperQuarter(first: Month, month: Month): number {
  return Math.floor(monthsBetween(first, month) / 3)
}
