import { addMonths, type Day, type Month } from '../../kernel/month.ts'
import type { SupplementCategory } from '../../policy/parameters.ts'
import type { DibaoMember } from './facts.ts'

const COMING_OF_AGE = 18
const OLD_AGE = 70

/** From what age on somebody is 老年人; null for a category that asks for no such age. */
export function ageOf({ category, age }: SupplementCategory): number | null {
  return category === '老年人' ? (age ?? OLD_AGE) : null
}

/** Whether a person falls into a category of 分类施保 in the month. */
export function fallsInto({ category, age }: SupplementCategory, member: DibaoMember, month: Month): boolean {
  switch (category) {
    case '重病':
      return member.gravelyIll === true
    case '重残':
      return isSeverelyDisabled(member)
    case '残疾':
      return member.disabilityGrade !== null && !isSeverelyDisabled(member)
    case '老年人':
      return isBornBy(member.birth, monthYearsBefore(month, age ?? OLD_AGE)) // from the birthday's month on
    case '未成年人':
      return member.birth >= monthYearsBefore(month, COMING_OF_AGE) // the birthday's month is the last
    case '单亲':
      return member.singleParent === true
    case '在校':
      return member.inSchool === true
  }
}

function isSeverelyDisabled({ disabilityGrade: grade, disabilityKind: kind }: DibaoMember): boolean {
  if (grade === null) return false
  return grade <= 2 || (grade === 3 && (kind === '智力' || kind === '精神'))
}

// Asked for every member of every household and always for the same few months, so each answer is worked out once.
const earlier = new Map<Month, Month[]>()

function monthYearsBefore(month: Month, years: number): Month {
  let known = earlier.get(month)
  if (!known) {
    known = []
    earlier.set(month, known)
  }
  known[years] ??= addMonths(month, -12 * years)
  return known[years]
}

/** True for a day in the month or before it. */
function isBornBy(birth: Day, month: Month): boolean {
  return birth < month || birth.startsWith(month)
}
