import { createReadStream, createWriteStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import type pg from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import { copyOutBytes } from '../src/db/copy.ts'
import { sql } from '../src/db/statement.ts'
import { COUNTY } from './example-county.ts'
import { LINE_COLUMNS } from './same-lines.sql.ts'

/** The columns that a calculation reads, of every row of the county; all at once and in no order, which costs least. */
const SOURCES = [
  sql`SELECT household_no, from_month, head_no, area, residence, size FROM household_fact WHERE county = ${COUNTY}`,
  sql`SELECT m.household_no, m.person_no, m.from_month, m.known, p.birth, m.covered, m.disability_kind, m.disability_grade,
     m.gravely_ill, m.lost_work_capacity, m.single_parent, m.in_school, m.died_on, m.left_month
   FROM member_fact m JOIN person p USING (county, person_no) WHERE county = ${COUNTY}`,
  sql`SELECT household_no, coalesce(person_no, 0), kind, from_month, to_month, monthly_fen FROM income_fact
   WHERE county = ${COUNTY}`,
  sql`SELECT household_no, enrolment_no, programme, coalesce(person_no, 0), from_month, to_month, end_reason, class,
     approved_fen, multiple, review_month, household_no, approval FROM enrolment_fact WHERE county = ${COUNTY}`,
]

/** Writes the bytes of the lines that a run has stored to a file, for `bareCopy` to send in again. */
export async function keepLineBytes(client: pg.ClientBase, path: string): Promise<void> {
  await pipeline(copyOutBytes(client, sql`SELECT ${sql.raw(LINE_COLUMNS)}, used FROM line`), createWriteStream(path))
}

/**
 * What no program that reads these rows in Node and stores these lines can go below. Every row that is read has to leave
 * the server and every line to enter it, and COPY is its cheapest way of both: no statement for each row, pages filled
 * many rows at a time. So the source rows go to Node by COPY, where nobody looks at them, and the very bytes of the lines
 * that a run has stored go by COPY into `table`, with the checks and the key of the lines and no triggers, in the order of
 * that key, in one transaction. Nothing is parsed, worked out or written as text, nothing is sorted, no progress is kept,
 * and exceptions and payments are not stored at all. Returns the bytes read.
 */
export async function bareCopy(client: pg.ClientBase, table: string, linesPath: string): Promise<number> {
  let bytes = 0
  for (const source of SOURCES)
    for await (const chunk of copyOutBytes(client, source)) bytes += (chunk as Buffer).length
  await pipeline(
    createReadStream(linesPath),
    client.query(copyFrom(`COPY ${table} (${LINE_COLUMNS}, used) FROM STDIN`)),
  )
  return bytes
}
