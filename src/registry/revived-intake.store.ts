import { carryOut, type Statement, sql } from '../db/statement.ts'
import type { Tx } from '../db/transaction.ts'
import { findingFor } from './finding-intake.store.ts'

const IN_THESE_COUNTIES = sql`county IN (SELECT DISTINCT county FROM target)`

/** Whoever is dead by the registry and alive by what this file says last: known by `fresh`, the line of each as `s`. */
const REVIVED: Statement = sql`(
  WITH dead AS MATERIALIZED (
    SELECT DISTINCT ON (county, person_no) county, person_no, died_on
    FROM member_fact
    WHERE ${IN_THESE_COUNTIES} AND (county, person_no) IN (
      SELECT county, person_no FROM member_fact WHERE ${IN_THESE_COUNTIES} AND died_on IS NOT NULL)
    ORDER BY county, person_no, known DESC, from_month DESC, died_on DESC NULLS LAST
  ), last AS (
    SELECT DISTINCT ON (f.county, f.person_no) f.county, f.person_no, s.line, s.died_on
    FROM fresh f JOIN staged s ON s.line = f.line
    ORDER BY f.county, f.person_no, s.from_month DESC, s.died_on DESC NULLS LAST
  )
  SELECT last.line, dead.died_on::text AS died_on FROM last JOIN dead USING (county, person_no)
  WHERE dead.died_on IS NOT NULL AND last.died_on IS NULL
) s`

/**
 * Warns of each person whom a file of members brings back to life: the row imported last counts, so an old file without
 * the 死亡日期 would have the dead paid again, with the months between.
 */
export async function warnOfRevived(tx: Tx): Promise<void> {
  const finding = {
    code: 'members.death-withdrawn',
    severity: 'warning' as const,
    cell: '死亡日期',
    value: sql`s.died_on`,
    message: sql`format('登记里此人已于 %s 死亡,本行没有死亡日期:以后导入的为准,此人按在世计算,其间的款项会补发。', s.died_on)`,
    remedy: '确是更正的不必处理;不是的,请补填「死亡日期」后再导入一次。',
  }
  await carryOut(tx.client, findingFor(finding, REVIVED))
}
