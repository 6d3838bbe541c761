import { type Asking, rowsOf, sql } from '../db/statement.ts'
import type { Fen } from '../kernel/money.ts'
import type { RunState } from '../run/run-state.ts'

/** What a run lined up for the family, and what the bank said. */
export interface PaidLine {
  readonly run: string
  readonly component: string
  /** normal, arrears, recovery or reissue. */
  readonly type: string
  readonly amountFen: Fen
  readonly state: RunState
  readonly outcome: string | null
  /** Its payment is in a file for the bank. */
  readonly sent: boolean
}

type PaidLineRow = Omit<PaidLine, 'amountFen'> & { readonly amount_fen: string }

/** Everything that runs lined up for a household and benefit month, and what became of each line. */
export async function paidLines(
  asking: Asking,
  county: string,
  month: string,
  householdNo: string,
): Promise<PaidLine[]> {
  const rows = await rowsOf(
    asking,
    sql<PaidLineRow>`
      SELECT r.number AS run, l.component, l.type, l.amount_fen, r.state,
        (SELECT o.outcome FROM payment_payee pp JOIN outcome_in_force o USING (county, run_id, payment_no)
         WHERE pp.county = l.county AND pp.run_id = l.run_id AND pp.attempt = l.attempt
           AND pp.payee_no = l.payee_no AND pp.item = l.item) AS outcome,
        EXISTS (SELECT FROM payment_payee pp JOIN batch_payment b USING (county, run_id, attempt, payment_no)
         WHERE pp.county = l.county AND pp.run_id = l.run_id AND pp.attempt = l.attempt
           AND pp.payee_no = l.payee_no AND pp.item = l.item) AS sent
      FROM run r JOIN line l ON l.county = r.county AND l.run_month = r.month AND l.run_id = r.run_id
      WHERE r.county = ${county} AND l.benefit_month = ${month} AND l.household_no = ${householdNo} AND r.state <> 'void'
        AND l.attempt = (SELECT max(attempt) FROM calculation c WHERE c.county = r.county AND c.run_id = r.run_id
                         AND c.finished_at IS NOT NULL)
      ORDER BY r.number, l.component, l.person_no`,
  )
  return rows.map((row) => ({ ...row, amountFen: BigInt(row.amount_fen) }))
}
