import type { Tx } from '../db/transaction.ts'
import type { Fen } from '../kernel/money.ts'
import type { CalculatedRun } from '../run/run-key.ts'

/** The payments of a run that are in no file. */
export async function heldFigures(
  db: Tx['sql'],
  run: Pick<CalculatedRun, 'county' | 'runId' | 'attempt'>,
): Promise<{ payments: number; totalFen: Fen }> {
  const query = db.selectFrom('payment as p').where('p.county', '=', run.county).where('p.run_id', '=', run.runId)
  const row = await query
    .where('p.attempt', '=', run.attempt)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('batch_payment as b')
            .select('b.batch_no')
            .whereRef('b.county', '=', 'p.county')
            .whereRef('b.run_id', '=', 'p.run_id')
            .whereRef('b.payment_no', '=', 'p.payment_no'),
        ),
      ),
    )
    .select(({ fn }) => [fn.countAll<string>().as('payments'), fn.sum<string>('p.amount_fen').as('total')])
    .executeTakeFirstOrThrow()
  return { payments: Number(row.payments), totalFen: BigInt(row.total ?? 0) }
}
