import { type Statement, sql } from '../db/statement.ts'
import type { HistoryBuilder } from './history-builder.ts'

/** A member row in the order of its SELECT. */
export type MemberRow = readonly [
  householdNo: string,
  personNo: string,
  from: string,
  known: string,
  birth: string,
  covered: string,
  disabilityKind: string | null,
  disabilityGrade: string | null,
  gravelyIll: string | null,
  lostWorkCapacity: string | null,
  singleParent: string | null,
  inSchool: string | null,
  died: string | null,
  left: string | null,
]

/** The member rows of the county that a condition selects, each with the person's birth, as COPY gives them. */
export function memberRows(within: Statement, county: string): Statement<MemberRow> {
  return sql`SELECT m.household_no, m.person_no, m.from_month, m.known, p.birth, m.covered, m.disability_kind,
      m.disability_grade, m.gravely_ill, m.lost_work_capacity, m.single_parent, m.in_school, m.died_on, m.left_month
    FROM (SELECT * FROM member_fact WHERE ${within}) m
    JOIN person p ON p.county = ${county} AND p.person_no = m.person_no
    ORDER BY m.household_no, m.person_no, m.from_month, m.known`
}

/** Puts one such row into the history of its household. */
export function addMember(builder: HistoryBuilder, row: MemberRow): void {
  const [
    householdNo,
    personNo,
    from,
    known,
    birth,
    covered,
    disabilityKind,
    disabilityGrade,
    gravelyIll,
    lostWorkCapacity,
    singleParent,
    inSchool,
    died,
    left,
  ] = row
  const version = {
    personNo: Number(personNo),
    from,
    birth,
    covered: covered === 't',
    disabilityKind,
    disabilityGrade: disabilityGrade === null ? null : Number(disabilityGrade),
    gravelyIll: flag(gravelyIll),
    lostWorkCapacity: flag(lostWorkCapacity),
    singleParent: flag(singleParent),
    inSchool: flag(inSchool),
  }
  builder.addMember(householdNo, version, { known: Number(known), died, left })
}

function flag(text: string | null): boolean | null {
  return text === null ? null : text === 't'
}
