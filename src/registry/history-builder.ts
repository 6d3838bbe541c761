import { invariant } from '../kernel/invariant.ts'
import type { Day, Month } from '../kernel/month.ts'
import type {
  EnrolmentVersion,
  HouseholdHistory,
  HouseholdVersion,
  IncomeVersion,
  MemberVersion,
} from './household-history.ts'

type Row = readonly (string | null)[]

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

  /** household_no, from_month, head_no, area, residence, size */
  addHousehold(row: Row): void {
    const householdNo = row[0]!
    let household = this.#households.at(-1)
    if (household?.householdNo !== householdNo) {
      household = emptyHousehold(householdNo)
      this.#households.push(household)
    }
    const version = {
      from: row[1]!,
      headNo: Number(row[2]),
      area: row[3]!,
      residence: row[4] as 'urban' | 'rural',
      size: Number(row[5]),
    }
    putLatest(household.versions, version, (last) => last.from === version.from)
  }

  /** household_no, person_no, from_month, known, birth, covered, kind, grade, 4 flags, died_on, left_month */
  addMember(row: Row): void {
    const household = this.#find(row[0]!)
    const version = {
      personNo: Number(row[1]),
      from: row[2]!,
      birth: row[4]!,
      covered: row[5] === 't',
      disabilityKind: row[6]!,
      disabilityGrade: row[7] === null ? null : Number(row[7]),
      gravelyIll: flag(row[8]!),
      lostWorkCapacity: flag(row[9]!),
      singleParent: flag(row[10]!),
      inSchool: flag(row[11]!),
    }
    putLatest(household.members, version, (last) => last.personNo === version.personNo && last.from === version.from)
    this.#noteDates(household, version, Number(row[3]), row[12]!, row[13]!)
  }

  /** household_no, person_no or 0, kind, from_month, to_month, monthly_fen */
  addIncome(row: Row): void {
    const version = {
      personNo: Number(row[1]),
      kind: row[2]!,
      from: row[3]!,
      to: row[4]!,
      monthlyFen: BigInt(row[5]!),
    }
    const same = (last: IncomeVersion) =>
      last.personNo === version.personNo && last.kind === version.kind && last.from === version.from
    putLatest(this.#find(row[0]!).incomes, version, same)
  }

  /**
   * household_no it is told with, enrolment_no, programme, person_no or 0, from, to, end_reason, class, approved_fen,
   * multiple, review_month, household_no it names, approval
   */
  addEnrolment(row: Row): void {
    this.#find(row[0]!).enrolments.push({
      householdNo: row[11] as string | null,
      enrolmentNo: row[1]!,
      programme: row[2]!,
      personNo: Number(row[3]),
      from: row[4]!,
      to: row[5]!,
      endReason: row[6]!,
      class: row[7]!,
      approvedFen: row[8] === null ? null : BigInt(row[8]!),
      multiple: row[9]!,
      reviewMonth: row[10]!,
      approval: row[12]!,
    })
  }

  /** The households whose rows have come so far. */
  numbers(): string[] {
    return this.#households.map(({ householdNo }) => householdNo)
  }

  finish(): HouseholdHistory[] {
    return this.#households
  }

  /** Death and departure are those of the row imported last: the latest known, within one import the latest 生效月份. */
  #noteDates(
    household: Building,
    { personNo, from }: MemberVersion,
    known: number,
    died: Day | null,
    left: Month | null,
  ) {
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

function flag(text: string | null): boolean | null {
  return text === null ? null : text === 't'
}
