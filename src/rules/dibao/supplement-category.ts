import { ageReachedIn, type Month, monthOf, monthsBetween } from '../../kernel/month.ts'
import type { SupplementCategory } from '../../policy/parameters.ts'
import type { DibaoMember } from './facts.ts'

const ADULT_MONTHS = 18 * 12
const OLD_AGE = 70

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
      return ageReachedIn(member.birth, month) >= (age ?? OLD_AGE)
    case '未成年人':
      return monthsBetween(monthOf(member.birth), month) <= ADULT_MONTHS // the birthday's month is the last
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
