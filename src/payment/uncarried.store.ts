import { carryOut, sql } from '../db/statement.ts'
import type { Tx } from '../db/transaction.ts'
import type { Problem } from '../kernel/problem.ts'
import type { UncarriedPayment } from '../layout/form.ts'
import type { Uncarried } from '../layout/line-cells.ts'
import type { CalculatedRun } from '../run/run-key.ts'
import type { FileHoldCode } from './hold-reason.ts'

/** Lists payments that a layout could not carry among the run's exceptions, each once for each reason. */
export async function listUncarried(
  tx: Tx,
  run: CalculatedRun,
  uncarried: readonly UncarriedPayment[],
  problems: readonly Problem[],
): Promise<void> {
  const { county, runId, month, attempt } = run
  const said = sql`unnest(
      ${uncarried.map(({ paymentNo }) => paymentNo)}::text[], ${problems.map(({ message }) => message)}::text[],
      ${problems.map(({ remedy }) => remedy)}::text[], ${uncarried.map(({ cause }) => holdCodeOf(cause))}::text[]
    ) AS said (payment_no, message, remedy, code)`
  await carryOut(
    tx.client,
    sql`INSERT INTO exception (county, run_month, run_id, attempt, household_no, person_no, programme, benefit_month,
          effect, code, message)
        SELECT p.county, ${month}, p.run_id, p.attempt, p.household_no, p.payee_no, p.item, ${month}, 'held',
          'payment.' || said.code, said.message || said.remedy
        FROM ${said}
        JOIN payment p ON p.county = ${county} AND p.run_id = ${runId} AND p.attempt = ${attempt}
          AND p.payment_no = said.payment_no
        WHERE NOT EXISTS (SELECT FROM exception e WHERE e.county = ${county} AND e.run_month = ${month}
          AND e.run_id = ${runId} AND e.attempt = ${attempt} AND e.code = 'payment.' || said.code
          AND e.message = said.message || said.remedy)
        ORDER BY p.payment_no`,
  )
}

/** Why a payment stays out of a file that cannot say it. */
export function holdCodeOf({ why }: Uncarried): FileHoldCode {
  return why === 'over-limit' ? 'over-limit' : 'text-not-carried'
}
