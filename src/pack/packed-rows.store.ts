import { type Statement, sql } from '../db/statement.ts'
import type { PackedRun } from './packed-run.ts'

/** The row is of the run and of its approved attempt. */
export function ofAttempt(alias: string, run: PackedRun): Statement<boolean> {
  return sql`${ofRun(alias, run)} AND ${sql.ref(`${alias}.attempt`)} = ${run.attempt}`
}

/** The row is of the run. */
export function ofRun(alias: string, { county, runId }: PackedRun): Statement<boolean> {
  return sql`${sql.ref(`${alias}.county`)} = ${county} AND ${sql.ref(`${alias}.run_id`)} = ${runId}`
}

/** An instant as the country's clock shows it: `2026-08-01 00:30:00`; empty where there is none. */
export function shownTime(column: string): Statement<string> {
  return sql`coalesce(to_char(${sql.ref(column)} AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD HH24:MI:SS'), '')`
}

/** A code in the words that people use for it; a code without a word stays as it is. */
export function wordFor(column: string, words: Readonly<Record<string, string>>): Statement<string> {
  const cases = Object.entries(words).map(([code, word]) => sql`WHEN ${code} THEN ${word}`)
  return sql`CASE ${sql.ref(column)} ${sql.join(cases, sql` `)} ELSE ${sql.ref(column)} END`
}
