import { type Statement, sql } from '../db/statement.ts'
import type { CalculatedRun } from '../run/run-key.ts'

/**
 * Why a row of `change` (c) is there, in a few words, as far as the lines' amounts do not tell it: the programmes
 * that the same people came from or went to (m), enrolments and listed cases (w), and what else was lined up.
 */
export const CAUSE = sql<string>`concat_ws('、',
  CASE WHEN c.kind IN ('新增', '退出') THEN coalesce(m.words, w.words, CASE c.kind WHEN '新增' THEN '恢复或补登记' ELSE '不再发放' END) END,
  CASE WHEN c.now_types & 1 > 0 THEN '补发' END,
  CASE WHEN c.now_types & 2 > 0 THEN '追回' END,
  CASE WHEN c.now_types & 4 > 0 THEN '重发' END,
  CASE WHEN c.now_types = 0 AND c.before_types > 0 THEN '上月有补发或追回' END)`

/** `change` beside all that its causes are told from; `f` holds the lines of both months. */
export function changesWithCauses(run: CalculatedRun, before: CalculatedRun): Statement {
  return sql`
    change c
    LEFT JOIN change_lines f USING (household_no, beneficiary, programme)
    LEFT JOIN (${MOVES}) m ON m.household_no = c.household_no AND m.beneficiary = c.beneficiary AND m.kind = c.kind
      AND m.programme = c.programme
    LEFT JOIN (${reasons(run, before)}) w ON w.household_no = c.household_no AND w.beneficiary = c.beneficiary
      AND w.kind = c.kind AND w.programme = c.programme`
}

/** Who left one programme and came to another in the same month only moved; {programme} is replaced by its name. */
const MOVES = sql`
  SELECT c.household_no, c.beneficiary, c.kind, c.programme,
    CASE c.kind WHEN '新增' THEN '由{' || min(o.programme) || '}转入' ELSE '转为{' || min(o.programme) || '}' END AS words
  FROM change c JOIN change o ON o.household_no = c.household_no AND o.beneficiary = c.beneficiary
    AND o.programme <> c.programme AND o.kind <> c.kind AND o.kind IN ('新增', '退出') AND o.programme <> 'price-subsidy'
  WHERE c.kind IN ('新增', '退出') AND c.programme <> 'price-subsidy' GROUP BY 1, 2, 3, 4`

/** What enrolments and listed cases say of who came and who left. */
function reasons(run: CalculatedRun, before: CalculatedRun): Statement {
  const listed = sql`e.county = ${run.county} AND e.run_month = ${run.month}
    AND e.run_id = ${run.runId} AND e.attempt = ${run.attempt} AND e.effect = 'not-paid'`
  return sql`
    SELECT c.household_no, c.beneficiary, c.kind, c.programme, coalesce(
      min(CASE WHEN c.kind = '新增' AND n.from_month = ${run.month} THEN '新批准' END),
      min(CASE WHEN c.kind = '退出' AND n.to_month >= ${before.month} AND n.to_month < ${run.month}
        THEN '终止' || coalesce(':' || n.end_reason, '') END),
      min(CASE WHEN c.kind = '退出' THEN e.message END)) AS words
    FROM change c
    LEFT JOIN (SELECT DISTINCT ON (enrolment_no) * FROM enrolment_fact WHERE county = ${run.county}
        AND known <= (SELECT known FROM calculation k WHERE k.county = ${run.county}
          AND k.run_id = ${run.runId} AND k.attempt = ${run.attempt})
        ORDER BY enrolment_no, known DESC) n
      ON n.programme = c.programme AND CASE WHEN c.beneficiary = 0 THEN n.household_no = c.household_no
        ELSE n.person_no = c.beneficiary END
    LEFT JOIN exception e ON ${listed} AND e.household_no = c.household_no
      AND (e.person_no IS NULL OR c.beneficiary = 0 OR e.person_no = c.beneficiary)
    WHERE c.kind IN ('新增', '退出') GROUP BY 1, 2, 3, 4`
}
