import { type Month, monthOf } from '../kernel/month.ts'
import type {
  EnrolmentVersion,
  HouseholdHistory,
  HouseholdVersion,
  IncomeVersion,
  MemberVersion,
} from './household-history.ts'

/** The household row in force: the one with the latest 生效月份 not after the month; null before the first. */
export function householdIn(history: HouseholdHistory, month: Month): HouseholdVersion | null {
  return history.versions.findLast((version) => version.from <= month) ?? null
}

/** One row per person: the latest 生效月份 not after the month. Who has died or left is among them. */
export function membersIn(history: HouseholdHistory, month: Month): MemberVersion[] {
  const members: MemberVersion[] = []
  let at = -1
  for (const version of history.members) {
    if (version.from > month) continue
    if (members[at]?.personNo === version.personNo) members[at] = version
    else at = members.push(version) - 1
  }
  return members
}

/**
 * The incomes in force. As with every registry row, a later 起始月份 of the same person and kind takes over from an
 * earlier one, whole: also when it has ended by the month. A row that ends before it begins was never in force and takes
 * over nothing; that is how a bureau takes a row back.
 */
export function incomesIn(history: HouseholdHistory, month: Month): IncomeVersion[] {
  const latest: IncomeVersion[] = []
  for (const income of history.incomes) {
    if (income.from > month || (income.to !== null && income.to < income.from)) continue
    const last = latest.at(-1)
    if (last?.personNo === income.personNo && last.kind === income.kind) latest[latest.length - 1] = income
    else latest.push(income)
  }
  return latest.filter(({ to }) => to === null || month <= to)
}

/** From 起始月份 to 终止月份, both included; one that ends before it begins was never in force. */
export function enrolmentIsIn(enrolment: EnrolmentVersion, month: Month): boolean {
  return enrolment.from <= month && (enrolment.to === null || month <= enrolment.to)
}

/** No 死亡日期 before the month: the month of death is still paid. */
export function isAlive(history: HouseholdHistory, personNo: number, month: Month): boolean {
  const died = history.deaths.get(personNo)
  return died === undefined || monthOf(died) >= month
}

/** From 失效月份 on a member no longer belongs to the household. */
export function isPresent(history: HouseholdHistory, personNo: number, month: Month): boolean {
  const left = history.departures.get(personNo)
  return left === undefined || month < left
}
