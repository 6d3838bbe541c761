import { sql } from '../db/statement.ts'
import type { Tx } from '../db/transaction.ts'
import type { Fen } from '../kernel/money.ts'
import type { RunKey } from '../run/run-key.ts'

/** What all files of a run come to. */
export async function sentTotal(db: Tx['sql'], { county, runId }: RunKey): Promise<Fen> {
  const query = db.selectFrom('batch').select(({ fn }) => fn.sum<string | null>('total_fen').as('fen'))
  const row = await query.where('county', '=', county).where('run_id', '=', runId).executeTakeFirstOrThrow()
  return BigInt(row.fen ?? 0)
}

/** What a payment came to that stands in a file of the run. */
export async function sentAmount(db: Tx['sql'], { county, runId }: RunKey, paymentNo: string): Promise<Fen> {
  const query = db
    .selectFrom('batch_payment as b')
    .innerJoin('payment as p', (on) =>
      on
        .onRef('p.county', '=', 'b.county')
        .onRef('p.run_id', '=', 'b.run_id')
        .onRef('p.attempt', '=', 'b.attempt')
        .onRef('p.payment_no', '=', 'b.payment_no'),
    )
  const one = query.select('p.amount_fen').where('b.county', '=', county).where('b.run_id', '=', runId)
  return BigInt((await one.where('b.payment_no', '=', paymentNo).executeTakeFirstOrThrow()).amount_fen)
}

/** A file that the database knows of. */
export interface KnownFile {
  readonly batch: string
  readonly sha256: string
}

/** Of the files with these numbers those that the database knows, with the hash of each. */
export async function knownFiles(db: Tx['sql'], batchNos: readonly string[]): Promise<KnownFile[]> {
  const query = db.selectFrom('batch').select(['batch_no as batch', 'sha256'])
  return await query.where(sql<boolean>`batch_no = ANY(${batchNos})`).execute()
}
