import { type Statement, sql } from '../db/statement.ts'
import type { HistoryBuilder } from './history-builder.ts'

/** An enrolment row in the order of its SELECT. */
export type EnrolmentRow = readonly [
  /** Which household it is told with. */
  atHousehold: string,
  enrolmentNo: string,
  programme: string,
  personNo: string,
  from: string,
  to: string | null,
  endReason: string | null,
  grade: string | null,
  approvedFen: string | null,
  multiple: string | null,
  reviewMonth: string | null,
  /** Which household it names. */
  householdNo: string | null,
  approval: string,
]

const COLUMNS = sql`e.enrolment_no, e.programme, coalesce(e.person_no, 0), e.from_month, e.to_month, e.end_reason, e.class,
  e.approved_fen, e.multiple, e.review_month, e.household_no, e.approval`

/**
 * Enrolments that name a household of the selection, and those that name a person who has been a member of one of `told`:
 * person programmes may name no household, and whatever a person has elsewhere may exclude what is here. An enrolment's
 * number is its whole key, so a later row may even move it: only the latest counts.
 */
export function enrolmentRows(
  within: Statement,
  { county, known }: { readonly county: string; readonly known: number },
  told: readonly string[],
): Statement<EnrolmentRow> {
  const latest = sql`NOT EXISTS (SELECT FROM enrolment_fact later WHERE later.county = ${county}
        AND later.enrolment_no = e.enrolment_no AND later.known > e.known AND later.known <= ${known})`
  const ofHouseholds = sql`SELECT e.household_no AS at_household, ${COLUMNS} FROM enrolment_fact e
    WHERE ${within} AND ${latest}`
  const order = sql`ORDER BY at_household, from_month, enrolment_no`
  if (told.length === 0) return sql`${ofHouseholds} ${order}`
  return sql`${ofHouseholds}
    UNION ALL
    SELECT m.at_household, ${COLUMNS}
    FROM (SELECT DISTINCT household_no AS at_household, person_no FROM member_fact
      WHERE county = ${county} AND known <= ${known} AND household_no IN (${sql.join(told)})) m
    JOIN enrolment_fact e ON e.county = ${county} AND e.person_no = m.person_no AND e.known <= ${known}
      AND e.household_no IS DISTINCT FROM m.at_household AND ${latest}
    ${order}`
}

/** Puts one such row into the history of the household that it is told with. */
export function addEnrolment(builder: HistoryBuilder, row: EnrolmentRow): void {
  const [
    atHousehold,
    enrolmentNo,
    programme,
    personNo,
    from,
    to,
    endReason,
    grade,
    approvedFen,
    multiple,
    reviewMonth,
    householdNo,
    approval,
  ] = row
  builder.addEnrolment(atHousehold, {
    householdNo,
    enrolmentNo,
    programme,
    personNo: Number(personNo),
    from,
    to,
    endReason,
    class: grade,
    approvedFen: approvedFen === null ? null : BigInt(approvedFen),
    multiple,
    reviewMonth,
    approval,
  })
}
