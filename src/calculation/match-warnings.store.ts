import { carryOut, sql } from '../db/statement.ts'
import type { Tx } from '../db/transaction.ts'
import type { NumberedRun } from '../run/run-key.ts'

/**
 * Lists the 核对结果 of everybody who is paid, or lives in a household that is paid, in this attempt. They never change
 * what is due; somebody has to look into them. Call it in the transaction that ends the attempt.
 */
export async function listMatches(tx: Tx, run: NumberedRun, attempt: number, known: number): Promise<void> {
  const { county, month, runId } = run
  const list = sql`
    INSERT INTO exception (county, run_month, run_id, attempt, household_no, person_no, benefit_month, effect, code, message)
    SELECT DISTINCT ${county}::text, ${month}::text, ${runId}::bigint, ${attempt}::int, l.household_no, f.person_no,
      ${month}::text, 'warning', 'match.unresolved', f.found_on || ' ' || f.source || '核对:' || f.result || coalesce('(' || f.note || ')', '')
        || ';请核实后更正登记,或留存核实说明。'
    FROM match_fact f
    JOIN member_fact m ON m.county = f.county AND m.person_no = f.person_no AND m.known <= ${known}
    JOIN line l ON l.county = f.county AND l.run_month = ${month} AND l.run_id = ${runId} AND l.attempt = ${attempt}
      AND l.household_no = m.household_no
    WHERE f.county = ${county} AND f.known <= ${known} AND NOT EXISTS (
      SELECT FROM match_fact later WHERE later.county = f.county AND later.person_no = f.person_no
        AND later.source = f.source AND later.result = f.result AND later.found_on = f.found_on
        AND later.known > f.known AND later.known <= ${known})`
  await carryOut(tx.client, list)
}
