import { type Statement, sql } from '../db/statement.ts'

export interface NamedPerson {
  readonly person_no: string
  /** As the member row imported last says, else the holder of the account, else empty. */
  readonly name: string
  readonly id_hash: Buffer
  readonly id_sealed: Buffer
}

/** Name and sealed number of each person in `persons` (a table or subquery with person_no), as known. */
export function personNames(persons: Statement, county: string, known: string | number): Statement<NamedPerson> {
  const of = sql`county = ${county} AND known <= ${known}`
  return sql`
    WITH wanted AS MATERIALIZED (SELECT DISTINCT person_no FROM ${persons} AS p),
    member AS (SELECT DISTINCT ON (person_no) person_no, name FROM member_fact JOIN wanted USING (person_no)
      WHERE ${of} ORDER BY person_no, known DESC, from_month DESC, name),
    holder AS (SELECT DISTINCT ON (person_no) person_no, holder FROM account_fact JOIN wanted USING (person_no)
      WHERE ${of} ORDER BY person_no, from_month DESC, known DESC)
    SELECT person_no, coalesce(member.name, holder.holder, '') AS name, person.id_hash, person.id_sealed
    FROM wanted JOIN person USING (person_no) LEFT JOIN member USING (person_no) LEFT JOIN holder USING (person_no)
    WHERE person.county = ${county}`
}
