import { invariant } from '../kernel/invariant.ts'
import type { Day, Month } from '../kernel/month.ts'
import type {
  EnrolmentVersion,
  HouseholdHistory,
  HouseholdVersion,
  IncomeVersion,
  MemberVersion,
} from './household-history.ts'

/** A household while its rows arrive. */
interface Building {
  readonly householdNo: string
  readonly versions: HouseholdVersion[]
  readonly members: MemberVersion[]
  readonly incomes: IncomeVersion[]
  readonly enrolments: EnrolmentVersion[]
  deaths: Map<number, Day>
  departures: Map<number, Month>
  /** The member row imported last so far, of the person whose rows are arriving. */
  latest: { readonly personNo: number; readonly known: number; readonly from: Month } | null
}

/** What a member row says of the person whatever month it is from, and when it became known. */
export interface MemberDates {
  readonly known: number
  readonly died: Day | null
  readonly left: Month | null
}

/**
 * Puts the rows of four ordered streams together into one history per household. A row of the same key that became known
 * later takes the place of the earlier one.
 */
export class HistoryBuilder {
  readonly #sharedDeaths: ReadonlyMap<number, Day | null>
  readonly #households: Building[] = []
  /** The household whose rows came last: those of the next one stand with it or behind it, or a stream begins anew. */
  #at = 0

  constructor(sharedDeaths: ReadonlyMap<number, Day | null>) {
    this.#sharedDeaths = sharedDeaths
  }

  addHousehold(householdNo: string, version: HouseholdVersion): void {
    let household = this.#households.at(-1)
    if (household?.householdNo !== householdNo) {
      household = emptyHousehold(householdNo)
      this.#households.push(household)
    }
    putLatest(household.versions, version, (last) => last.from === version.from)
  }

  addMember(householdNo: string, version: MemberVersion, told: MemberDates): void {
    const household = this.#find(householdNo)
    putLatest(household.members, version, (last) => last.personNo === version.personNo && last.from === version.from)
    this.#noteDates(household, version, told)
  }

  addIncome(householdNo: string, version: IncomeVersion): void {
    const same = (last: IncomeVersion) =>
      last.personNo === version.personNo && last.kind === version.kind && last.from === version.from
    putLatest(this.#find(householdNo).incomes, version, same)
  }

  /** It is told with this household, whichever it names. */
  addEnrolment(householdNo: string, version: EnrolmentVersion): void {
    this.#find(householdNo).enrolments.push(version)
  }

  /** The households whose rows have come so far. */
  numbers(): string[] {
    return this.#households.map(({ householdNo }) => householdNo)
  }

  finish(): HouseholdHistory[] {
    return this.#households
  }

  /** Death and departure are those of the row imported last: the latest known, within one import the latest 生效月份. */
  #noteDates(household: Building, { personNo, from }: MemberVersion, { known, died, left }: MemberDates) {
    const { latest } = household
    if (latest?.personNo === personNo && (latest.known > known || (latest.known === known && latest.from > from)))
      return
    household.latest = { personNo, known, from }
    const shared = this.#sharedDeaths.get(personNo)
    household.deaths = withDate(household.deaths, personNo, shared === undefined ? died : shared)
    household.departures = withDate(household.departures, personNo, left)
  }

  #find(householdNo: string): Building {
    const households = this.#households
    for (let passed = 0; passed < households.length; passed++) {
      const household = households[this.#at]!
      if (household.householdNo === householdNo) return household
      this.#at = this.#at + 1 < households.length ? this.#at + 1 : 0
    }
    invariant(false, `rows of household ${householdNo} without the household itself`)
  }
}

/** What almost every household has: nobody who has died, or left. */
const NOBODY: ReadonlyMap<number, never> = new Map<number, never>()

function emptyHousehold(householdNo: string): Building {
  return {
    householdNo,
    versions: [],
    members: [],
    incomes: [],
    enrolments: [],
    deaths: NOBODY as Map<number, never>,
    departures: NOBODY as Map<number, never>,
    latest: null,
  }
}

function putLatest<T>(list: T[], item: T, replaces: (last: T) => boolean): void {
  const last = list.at(-1)
  if (last !== undefined && replaces(last)) list[list.length - 1] = item
  else list.push(item)
}

/** The dates with this one set or taken out, in a map of their own once there is one. */
function withDate<V>(dates: Map<number, V>, key: number, value: V | null): Map<number, V> {
  if (value === null) {
    if (dates.size > 0) dates.delete(key)
    return dates
  }
  return (dates.size > 0 ? dates : new Map<number, V>()).set(key, value)
}
