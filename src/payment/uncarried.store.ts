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
  await tx.client.query(
    `INSERT INTO exception (county, run_month, run_id, attempt, household_no, person_no, programme, benefit_month,
       effect, code, message)
     SELECT p.county, $3, p.run_id, p.attempt, p.household_no, p.payee_no, p.item, $3, 'held',
       'payment.' || said.code, said.message || said.remedy
     FROM unnest($5::text[], $6::text[], $7::text[], $8::text[]) AS said (payment_no, message, remedy, code)
     JOIN payment p ON p.county = $1 AND p.run_id = $2 AND p.attempt = $4 AND p.payment_no = said.payment_no
     WHERE NOT EXISTS (SELECT FROM exception e WHERE e.county = $1 AND e.run_month = $3 AND e.run_id = $2
       AND e.attempt = $4 AND e.code = 'payment.' || said.code AND e.message = said.message || said.remedy)
     ORDER BY p.payment_no`,
    [
      run.county,
      run.runId,
      run.month,
      run.attempt,
      uncarried.map(({ paymentNo }) => paymentNo),
      problems.map(({ message }) => message),
      problems.map(({ remedy }) => remedy),
      uncarried.map(({ cause }) => holdCodeOf(cause)),
    ],
  )
}

/** Why a payment stays out of a file that cannot say it. */
export function holdCodeOf({ why }: Uncarried): FileHoldCode {
  return why === 'over-limit' ? 'over-limit' : 'text-not-carried'
}
