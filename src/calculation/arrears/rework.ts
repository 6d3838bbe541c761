import type { Day, Month } from '../../kernel/month.ts'
import { compare } from '../../kernel/order.ts'
import type { HouseholdHistory } from '../../registry/household-history.ts'
import { type Cited, citationsOf } from '../../rules/citations.ts'
import type { BenefitLine } from '../case-result.ts'
import { differenceKey } from './beneficiary.ts'

/** Something that binds an area and changed: a document loaded since, or a published figure. */
export interface AreaChange {
  /** An area prefix; empty for the nation. */
  readonly area: string
  /** The first month it can touch. */
  readonly from: Month
  /** The last month it can touch; null when open. */
  readonly until: Month | null
  /** 文号, or the index. */
  readonly name: string
  readonly on: Day
  /** Why a month comes out differently, e.g. `2026-07-01载入示例民发〔2026〕5号`. */
  readonly reason: string
}

/** Which earlier months a run works out anew, for whom, and why. */
export interface Rework {
  /** Every earlier month the run may touch, from old to new. */
  readonly months: readonly Month[]
  /** Months after this one were in no run yet: everybody's are worked out. Null where that holds for all months. */
  readonly settledTo: Month | null
  /** True where other runs have lined something up for the run's own month or a later one. */
  readonly ownMonth: boolean
  /** Households about which something became known since, each with the reasons. */
  readonly households: ReadonlyMap<string, readonly string[]>
  readonly areas: readonly AreaChange[]
  /** Households that still owe something, and the reason of each claim. */
  readonly carried: { readonly households: ReadonlySet<string>; readonly reasons: ReadonlyMap<string, string> }
  /** Households that stand together because persons appear in several of them. */
  readonly linked: ReadonlyMap<string, readonly HouseholdHistory[]>
  /** What lines of earlier runs cite, by name. */
  readonly cited: ReadonlyMap<string, readonly Cited[]>
  /** The reason where everything is worked out anew. */
  readonly general: string
}

/** The earlier months of a case that may come out differently now; none for almost every case of an ordinary month. */
export function monthsToRework(rework: Rework, history: HouseholdHistory): readonly Month[] {
  const { months, settledTo } = rework
  if (months.length === 0 || settledTo === null) return months
  const group = groupOf(rework, history)
  const known = group.some(({ householdNo: no }) => rework.households.has(no) || rework.carried.households.has(no))
  if (known) return months
  const areas = rework.areas.filter((change) => group.some((one) => binds(change, one)))
  return months.filter((month) => month > settledTo || areas.some((change) => touches(change, month)))
}

/** The case and those it is worked out together with. */
export function groupOf({ linked }: Rework, history: HouseholdHistory): readonly HouseholdHistory[] {
  return linked.get(history.householdNo) ?? [history]
}

function binds({ area }: AreaChange, { versions }: HouseholdHistory): boolean {
  return versions.some((version) => version.area.startsWith(area))
}

function touches({ from, until }: AreaChange, month: Month): boolean {
  return from <= month && (until === null || month <= until)
}

/** Why a line of an earlier month comes out differently than it was lined up, for people to read. */
export function reasonOf(rework: Rework, history: HouseholdHistory, line: BenefitLine): string {
  const { benefitMonth } = line
  const group = groupOf(rework, history)
  const own = rework.households.get(history.householdNo) ?? []
  const known = own.length > 0 ? own : group.flatMap(({ householdNo }) => rework.households.get(householdNo) ?? [])
  const areas = rework.areas.filter(
    (change) => touches(change, benefitMonth) && group.some((one) => binds(change, one)),
  )
  const used = line.used ? (citationsOf(line.used.cites) ?? rework.cited.get(line.used.cites) ?? []) : []
  const cited = areas.filter(({ name }) => used.some(({ document }) => document === name))
  const documents = cited.length > 0 || known.length > 0 ? cited : areas
  const reasons = [...documents.map(({ reason }) => reason), ...known]
  if (reasons.length > 0) return [...new Set(reasons)].join('、')
  const carried = rework.carried.reasons.get(differenceKey(line))
  if (carried !== undefined) return carried
  return rework.settledTo !== null && benefitMonth > rework.settledTo ? '该月此前没有批次' : rework.general
}

/** Puts households together that share persons, directly or through others. */
export function linkHouseholds(
  shared: ReadonlyMap<number, readonly HouseholdHistory[]>,
): ReadonlyMap<string, readonly HouseholdHistory[]> {
  const groups = new Map<string, HouseholdHistory[]>()
  for (const histories of shared.values()) {
    const joined = new Map<string, HouseholdHistory>()
    for (const history of histories)
      for (const one of groups.get(history.householdNo) ?? [history]) joined.set(one.householdNo, one)
    const group = [...joined.values()].sort((a, b) => compare(a.householdNo, b.householdNo))
    for (const { householdNo } of group) groups.set(householdNo, group)
  }
  return groups
}
