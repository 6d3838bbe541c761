import type pg from 'pg'
import { rowsOf, sql } from '../../db/statement.ts'

/** Counts of knowledge: what became known after `since`, up to `until`. */
export interface KnowledgeSpan {
  readonly county: string
  readonly since: number
  readonly until: number
}

/**
 * The households about which something became known, each with what it was and on which day, e.g. `2026-07-03登记死亡`.
 * What concerns a person concerns every household that ever knew the person; an enrolment that was moved, both.
 */
export async function changedHouseholds(client: pg.ClientBase, span: KnowledgeSpan): Promise<Map<string, string[]>> {
  if (span.until <= span.since) return new Map()
  const { county, since, until } = span
  const inSpan = sql`county = ${county} AND known > ${since} AND known <= ${until}`
  const changed = sql<{ household_no: string; reasons: string[] }>`
    WITH enrolled AS (
      SELECT DISTINCT enrolment_no, known FROM enrolment_fact WHERE ${inSpan}),
    told AS (
      SELECT e.household_no, e.person_no, n.known FROM enrolled n
      JOIN enrolment_fact e ON e.county = ${county} AND e.enrolment_no = n.enrolment_no AND e.known <= ${until}),
    changed AS (
      SELECT household_no, known, '家庭变动' AS what FROM household_fact WHERE ${inSpan}
      UNION SELECT other.household_no, m.known, CASE WHEN m.died_on IS NULL THEN '成员变动' ELSE '死亡' END
        FROM member_fact m
        JOIN member_fact other ON other.county = ${county} AND other.person_no = m.person_no AND other.known <= ${until}
        WHERE m.county = ${county} AND m.known > ${since} AND m.known <= ${until}
      UNION SELECT household_no, known, '收入变动' FROM income_fact WHERE ${inSpan}
      UNION SELECT household_no, known, '待遇变动' FROM told WHERE household_no IS NOT NULL
      UNION SELECT m.household_no, told.known, '待遇变动' FROM told
        JOIN member_fact m ON m.county = ${county} AND m.person_no = told.person_no AND m.known <= ${until})
    SELECT household_no,
      array_agg(DISTINCT to_char(k.recorded_at AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD') || '登记' || changed.what) AS reasons
    FROM changed JOIN knowledge k ON k.county = ${county} AND k.known = changed.known
    GROUP BY household_no`
  return new Map((await rowsOf(client, changed)).map((row) => [row.household_no, row.reasons]))
}
