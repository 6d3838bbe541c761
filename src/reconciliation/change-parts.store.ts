import { literal } from '../db/copy.ts'
import type { Tx } from '../db/transaction.ts'
import type { CalculatedRun } from '../run/run-key.ts'
import { linesOf } from './month-change.store.ts'

const ADULT_AFTER = 18
const OLD_FROM = 60

/**
 * Gathers, for the rows of `change` only, what their causes are told from: the arithmetic of both months
 * (`change_formula`), whose supplements came and went (`change_supplement`), and the family's size as either run knew it
 * (`change_size`).
 */
export async function gatherChangeParts(tx: Tx, run: CalculatedRun, before: CalculatedRun): Promise<void> {
  for (const table of ['change_formula', 'change_supplement', 'change_size']) {
    await tx.client.query(`DROP TABLE IF EXISTS pg_temp.${table}`)
  }
  const create = (name: string, query: string) =>
    tx.client.query(`CREATE TEMPORARY TABLE ${name} ON COMMIT DROP AS ${query}`)
  await create('change_formula', formulasSql(run, before))
  await create('change_supplement', supplementsSql(run, before))
  await create('change_size', sizesSql(run, before))
}

function formulasSql(run: CalculatedRun, before: CalculatedRun): string {
  const side = (of: CalculatedRun) => `
    SELECT c.household_no, c.beneficiary, c.programme, min(l.formula) AS formula, min(l.basis) AS basis
    FROM change c JOIN line l ON l.household_no = c.household_no AND l.programme = c.programme
      AND (c.beneficiary = 0 OR l.person_no = c.beneficiary)
    WHERE c.kind = '变动' AND l.type = 'normal' AND l.component <> 'classified-supplement' AND ${linesOf(of, 'l')}
    GROUP BY 1, 2, 3`
  return `
    SELECT household_no, beneficiary, programme, b.formula AS before_formula, n.formula AS now_formula,
      b.basis IS DISTINCT FROM n.basis AS other_basis
    FROM (${side(run)}) n JOIN (${side(before)}) b USING (household_no, beneficiary, programme)`
}

/** Whose supplement came or went; by_age where a birthday explains it: old enough from now on, or grown up since. */
function supplementsSql(run: CalculatedRun, before: CalculatedRun): string {
  const side = (of: CalculatedRun) => `
    SELECT DISTINCT l.household_no, l.programme, l.person_no FROM change c
    JOIN line l ON l.household_no = c.household_no AND l.programme = c.programme
    WHERE c.kind = '变动' AND l.type = 'normal' AND l.component = 'classified-supplement' AND ${linesOf(of, 'l')}`
  // a birthday counts from its month on, and the month of the eighteenth is the last of childhood
  const years = ({ month }: CalculatedRun) => `CASE WHEN substr(p.birth, 6, 2) = ${literal(month.slice(5))}
    THEN ${literal(month.slice(0, 4))}::int - left(p.birth, 4)::int END`
  return `
    SELECT household_no, programme, bool_or(by_age) AS by_age, bool_or(NOT by_age) AS otherwise FROM (
      SELECT q.household_no, q.programme, coalesce(CASE WHEN came THEN ${years(run)} >= ${OLD_FROM}
        ELSE ${years(before)} = ${ADULT_AFTER} END, false) AS by_age
      FROM (
        SELECT household_no, programme, person_no, true AS came FROM (${side(run)} EXCEPT ${side(before)}) n
        UNION ALL
        SELECT household_no, programme, person_no, false FROM (${side(before)} EXCEPT ${side(run)}) b) q
      JOIN person p ON p.county = ${literal(run.county)} AND p.person_no = q.person_no) a
    GROUP BY 1, 2`
}

function sizesSql(run: CalculatedRun, before: CalculatedRun): string {
  const side = (of: CalculatedRun) => `
    SELECT DISTINCT ON (f.household_no) f.household_no, f.size FROM household_fact f
    JOIN (SELECT DISTINCT household_no FROM change WHERE kind = '变动' AND beneficiary = 0) c USING (household_no)
    WHERE f.county = ${literal(of.county)} AND f.from_month <= ${literal(of.month)}
      AND f.known <= (SELECT known FROM calculation k WHERE k.county = ${literal(of.county)}
        AND k.run_id = ${literal(of.runId)} AND k.attempt = ${literal(of.attempt)})
    ORDER BY f.household_no, f.from_month DESC, f.known DESC`
  return `
    SELECT household_no, b.size AS before_size, n.size AS now_size
    FROM (${side(run)}) n JOIN (${side(before)}) b USING (household_no)`
}
