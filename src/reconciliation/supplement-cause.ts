import { addMonths, type Day, type Month, monthOf } from '../kernel/month.ts'
import type { UsedCategory } from '../rules/used.ts'
import type { ChangedLine } from './change-lines.store.ts'

const CHILDHOOD_YEARS = 18

/** The two months that are compared. */
export interface Months {
  readonly before: Month
  readonly now: Month
}

/**
 * Why one person's 分类施保 is not what it was: 年龄 where a birthday explains it, 分类施保 where anything else does, null
 * where it went along with the standard.
 */
export function supplementCause(before: ChangedLine | null, now: ChangedLine | null, months: Months): string | null {
  const birth = before?.birth ?? now?.birth ?? null
  if (before && now && sameCategories(before, now))
    return before.amountFen !== now.amountFen && before.standardFen === now.standardFen ? '分类施保' : null
  return birth !== null && (grewUp(before, now, birth, months) || grewOld(before, now, birth, months))
    ? '年龄'
    : '分类施保'
}

/** Where one of the two does not tell its categories they are taken to be the same. */
function sameCategories(before: ChangedLine, now: ChangedLine): boolean {
  if (!before.used || !now.used) return true
  return JSON.stringify(before.used.means.categories) === JSON.stringify(now.used.means.categories)
}

/** The month of the eighteenth birthday is the last of childhood. */
function grewUp(before: ChangedLine | null, now: ChangedLine | null, birth: Day, months: Months): boolean {
  if (!before || categoriesOf(now).some(isYoung)) return false
  const last = addMonths(monthOf(birth), CHILDHOOD_YEARS * 12)
  if (last < months.before || last >= months.now) return false
  return before.used === null || categoriesOf(before).some(isYoung)
}

/** By the age that the document asks for, from the month of that birthday on. */
function grewOld(before: ChangedLine | null, now: ChangedLine | null, birth: Day, months: Months): boolean {
  const old = categoriesOf(now).find(isOld)
  if (!old || categoriesOf(before).some(isOld)) return false
  const first = addMonths(monthOf(birth), (old.age ?? 0) * 12)
  return months.before < first && first <= months.now
}

function categoriesOf(line: ChangedLine | null): readonly UsedCategory[] {
  return line?.used?.means.categories ?? []
}

function isYoung({ category }: UsedCategory): boolean {
  return category === '未成年人'
}

function isOld({ category }: UsedCategory): boolean {
  return category === '老年人'
}
