import type {
  EnrolmentVersion,
  HouseholdHistory,
  IncomeVersion,
  MemberVersion,
} from '../../src/registry/household-history.ts'

/** A covered adult without anything special. */
export function person(personNo: number, change: Partial<MemberVersion> = {}): MemberVersion {
  return {
    personNo,
    from: '2024-01',
    birth: '1980-01-01',
    covered: true,
    disabilityKind: null,
    disabilityGrade: null,
    gravelyIll: null,
    lostWorkCapacity: null,
    singleParent: null,
    inSchool: null,
    ...change,
  }
}

/** An urban dibao from 2025-01 on. */
export function enrolled(enrolmentNo: string, change: Partial<EnrolmentVersion> = {}): EnrolmentVersion {
  return {
    enrolmentNo,
    programme: 'urban-dibao',
    householdNo: null,
    personNo: 0,
    from: '2025-01',
    to: null,
    endReason: null,
    class: null,
    approvedFen: null,
    multiple: null,
    reviewMonth: null,
    approval: '示例批1号',
    ...change,
  }
}

interface Given {
  readonly householdNo?: string
  readonly from?: string
  readonly members?: readonly MemberVersion[]
  readonly enrolments: readonly EnrolmentVersion[]
  readonly incomes?: readonly IncomeVersion[]
  readonly deaths?: Readonly<Record<number, string>>
  readonly departures?: Readonly<Record<number, string>>
}

/** A household of two covered persons in the town, from 2024-01 on. */
export function historyOf(given: Given): HouseholdHistory {
  const { householdNo = '示例-1', from = '2024-01', members = [person(1), person(2)], incomes = [] } = given
  const area = '379901001001'
  return {
    householdNo,
    versions: [{ from, headNo: members[0]?.personNo ?? 1, area, residence: 'urban', size: members.length || 1 }],
    members,
    incomes,
    enrolments: given.enrolments.map((enrolment) => ({ ...enrolment, householdNo })),
    deaths: new Map(entriesOf(given.deaths)),
    departures: new Map(entriesOf(given.departures)),
  }
}

function entriesOf(by: Readonly<Record<number, string>> = {}): [number, string][] {
  return Object.entries(by).map(([personNo, at]) => [Number(personNo), at])
}
