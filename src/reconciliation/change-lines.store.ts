import { readUsed } from '../calculation/line-used.ts'
import { createTemporary, type Statement, sql } from '../db/statement.ts'
import type { Tx } from '../db/transaction.ts'
import type { Fen } from '../kernel/money.ts'
import type { Day } from '../kernel/month.ts'
import type { Used } from '../rules/used.ts'
import type { CalculatedRun } from '../run/run-key.ts'
import { linesOf } from './month-change.store.ts'

/** A normal line of somebody whose amount changed, as far as a cause can be told from it. */
export interface ChangedLine {
  readonly component: string
  readonly personNo: number
  /** Of the person that the line names; null for a household's. */
  readonly birth: Day | null
  readonly persons: number
  readonly amountFen: Fen
  readonly standardFen: Fen | null
  /** Null where an older version calculated it. */
  readonly used: Used | null
}

/** Gathers, for the rows of `change` that are a 变动, the normal lines of both months, in the table `change_lines`. */
export async function gatherChangeLines(tx: Tx, run: CalculatedRun, before: CalculatedRun): Promise<void> {
  await createTemporary(
    tx.client,
    'change_lines',
    sql`SELECT household_no, beneficiary, programme, b.lines AS before, n.lines AS now
        FROM (${sideOf(run)}) n JOIN (${sideOf(before)}) b USING (household_no, beneficiary, programme)`,
  )
}

/** The lines of a side as one JSON text, which `readChangedLines` reads. */
function sideOf(of: CalculatedRun): Statement {
  return sql`
    SELECT c.household_no, c.beneficiary, c.programme, json_agg(json_build_array(l.component, l.person_no, p.birth,
      l.persons, l.amount_fen::text, l.standard_fen::text, l.used) ORDER BY l.component, l.person_no)::text AS lines
    FROM change c JOIN line l ON l.household_no = c.household_no AND l.programme = c.programme
      AND (c.beneficiary = 0 OR l.person_no = c.beneficiary)
    LEFT JOIN person p ON p.county = l.county AND p.person_no = nullif(l.person_no, 0)
    WHERE c.kind = '变动' AND l.type = 'normal' AND ${linesOf(of, 'l')} GROUP BY 1, 2, 3`
}

type Row = [string, number, Day | null, number, string, string | null, string | null]

/** Reads the lines of one side. */
export function readChangedLines(json: string | null): ChangedLine[] {
  return (JSON.parse(json ?? '[]') as Row[]).map(([component, personNo, birth, persons, amount, standard, used]) => ({
    component,
    personNo,
    birth,
    persons,
    amountFen: BigInt(amount),
    standardFen: standard === null ? null : BigInt(standard),
    used: readUsed(used),
  }))
}
