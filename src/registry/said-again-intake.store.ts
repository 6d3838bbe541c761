import { carryOut, onlyRowOf, type Statement, sql } from '../db/statement.ts'
import type { Tx } from '../db/transaction.ts'
import { NOT_REDUNDANT } from './append-intake.store.ts'
import { STANDING } from './finding-intake.store.ts'
import type { LastSaid } from './intake-tables.ts'

/**
 * 死亡日期 and 失效月份 are those of the row imported last for the person. A member row that says nothing new of its own
 * key is appended all the same where another row, stored later or brought by this file, would otherwise have the last
 * word: whoever was entered as dead, then alive by another row, is dead again when the first row comes again.
 */
export async function findSaidAgain(tx: Tx, { column, within }: LastSaid): Promise<void> {
  // counted: looked for one by one, with a limit, the planner would go through all of `fresh` for each row of the file
  const { all_new: allNew } = await onlyRowOf(tx.client, ALL_NEW)
  if (allNew) return // as when a county is set up
  const beside = (alias: string) => joined(within.map((name) => sql`, ${sql.ref(`${alias}.${name}`)}`))
  const same = (alias: string) =>
    joined(within.map((name) => sql` AND ${sql.ref(`${alias}.${name}`)} = ${sql.ref(`last.${name}`)}`))
  const said = sql.ref(column)
  const latest = sql`from_month DESC, ${said} DESC NULLS LAST`
  const again = sql`
    INSERT INTO fresh (line, county, person_no)
    WITH told AS MATERIALIZED (
      SELECT t.line, t.county, p.person_no, s.household_no, s.from_month, s.${said}, f.line IS NOT NULL AS is_fresh
      FROM target t JOIN staged s ON s.line = t.line LEFT JOIN fresh f ON f.line = t.line AND f.county = t.county
      JOIN person p ON p.county = t.county AND p.id_hash = s.person_hash
      WHERE ${STANDING} AND ${NOT_REDUNDANT}
    ), last AS (
      SELECT DISTINCT ON (county, person_no${beside('told')}) * FROM told
      ORDER BY county, person_no${beside('told')}, ${latest}
    ), brought AS (
      SELECT DISTINCT ON (county, person_no${beside('told')}) county, person_no, household_no, ${said} FROM told
      WHERE is_fresh ORDER BY county, person_no${beside('told')}, ${latest}
    )
    SELECT last.line, last.county, last.person_no
    FROM last
    LEFT JOIN brought ON brought.county = last.county AND brought.person_no = last.person_no${same('brought')}
    LEFT JOIN LATERAL (
      SELECT m.${said} FROM member_fact m
      WHERE m.county = last.county AND m.person_no = last.person_no${same('m')}
      ORDER BY m.known DESC, m.from_month DESC, m.${said} DESC NULLS LAST LIMIT 1
    ) stored ON brought.person_no IS NULL
    WHERE NOT last.is_fresh
      AND last.${said} IS DISTINCT FROM
        CASE WHEN brought.person_no IS NULL THEN stored.${said} ELSE brought.${said} END`
  await carryOut(tx.client, again)
}

const ALL_NEW = sql<{ all_new: boolean }>`
  SELECT (SELECT count(*) FROM target) = (SELECT count(*) FROM fresh) AS all_new`

function joined(fragments: readonly Statement[]): Statement {
  return sql.join(fragments, sql``)
}
