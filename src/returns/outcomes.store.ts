import { sql } from 'kysely'
import type { Tx } from '../db/transaction.ts'
import type { Fen } from '../kernel/money.ts'

type RunKey = { readonly county: string; readonly runId: string }

/** What is known of a run's sent payments: paid, failed, or not mentioned by any return. */
export interface OutcomeFigures {
  readonly paid: { readonly payments: number; readonly totalFen: Fen }
  readonly failed: { readonly payments: number; readonly totalFen: Fen }
  readonly unknown: { readonly payments: number; readonly totalFen: Fen }
}

/** The name under which these bytes were imported for the run before, or null. */
export async function importedBefore(tx: Tx, { county, runId }: RunKey, sha256: string): Promise<string | null> {
  const query = tx.sql.selectFrom('return_file').select('file_name').where('county', '=', county)
  const found = await query.where('run_id', '=', runId).where('sha256', '=', sha256).executeTakeFirst()
  return found?.file_name ?? null
}

/** Appends the return and the outcomes that are news; a repeated outcome adds nothing. Gives how many were news. */
export async function appendOutcomes(
  tx: Tx,
  { county, runId }: RunKey,
  file: {
    readonly fileName: string
    readonly sha256: string
    readonly layout: string
    readonly rows: number
    readonly actor: string
    readonly at: string
  },
): Promise<{ returnNo: number; news: number }> {
  const latest = tx.sql.selectFrom('return_file').select(({ fn }) => fn.max('return_no').as('no'))
  const { no } = await latest.where('county', '=', county).where('run_id', '=', runId).executeTakeFirstOrThrow()
  const returnNo = (no ?? 0) + 1
  const { fileName: file_name, at: imported_at, ...rest } = file
  await tx.sql
    .insertInto('return_file')
    .values({ county, run_id: runId, return_no: returnNo, file_name, imported_at, ...rest })
    .execute()
  const { rowCount } = await tx.client.query(
    `INSERT INTO outcome (county, run_id, payment_no, return_no, line, outcome, amount_fen, reason)
     SELECT $1::text, $2::bigint, r.payment_no, $3::integer, r.line, r.outcome, r.amount_fen, r.reason FROM returned r
     WHERE NOT EXISTS (SELECT FROM outcome o WHERE o.county = $1::text AND o.run_id = $2::bigint AND o.payment_no = r.payment_no)`,
    [county, runId, returnNo],
  )
  return { returnNo, news: rowCount ?? 0 }
}

/** Paid, failed and unknown among what was sent of a run. */
export async function outcomeFigures(db: Tx['sql'], { county, runId }: RunKey): Promise<OutcomeFigures> {
  const { rows } = await sql<{ outcome: string; payments: string; total: string }>`
    SELECT coalesce(o.outcome, 'unknown') AS outcome, count(*) AS payments, sum(p.amount_fen) AS total
    FROM batch_payment b
    JOIN payment p USING (county, run_id, attempt, payment_no)
    LEFT JOIN outcome o USING (county, run_id, payment_no)
    WHERE b.county = ${county} AND b.run_id = ${runId} GROUP BY 1`.execute(db)
  const of = (outcome: string) => {
    const row = rows.find((one) => one.outcome === outcome)
    return { payments: Number(row?.payments ?? 0), totalFen: BigInt(row?.total ?? 0) }
  }
  return { paid: of('paid'), failed: of('failed'), unknown: of('unknown') }
}
