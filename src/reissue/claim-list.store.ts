import { rowsOf, sql } from '../db/statement.ts'
import type { Tx } from '../db/transaction.ts'
import { withoutPersonalNumbers } from '../kernel/masked-text.ts'
import type { Fen } from '../kernel/money.ts'

/** A misdirected payment: what the wrong receiver owes, and how the right one gets the money. */
export interface Claim {
  readonly county: string
  readonly run: string
  readonly paymentNo: string
  readonly item: string
  readonly amountFen: Fen
  readonly receiver: { readonly hash: Buffer; readonly sealed: Buffer } | null
  readonly why: string
  readonly maker: string
  /** Null while it waits for a second person; nothing is claimed until then. */
  readonly checker: string | null
  readonly repaidFen: Fen
  /** What is still to be handed back; zero before it is confirmed. */
  readonly balanceFen: Fen
  /** Payments of the supplementary run that pay the right receiver, and what the bank said. */
  readonly again: readonly { readonly run: string; readonly paymentNo: string; readonly outcome: string | null }[]
}

/** Every misdirected payment of a county, or of all, the oldest record first. */
export async function listClaims(client: Tx['client'], county: string | null): Promise<Claim[]> {
  const ofCounty = county === null ? sql`true` : sql`m.county = ${county}`
  const rows = await rowsOf(
    client,
    sql<ClaimRow>`SELECT DISTINCT ON (m.county, m.run_id, m.payment_no) m.*, r.number AS run, p.item, c.checker,
       coalesce((SELECT sum(amount_fen) FROM misdirected_repayment b WHERE b.county = m.county AND b.run_id = m.run_id
         AND b.payment_no = m.payment_no), 0)::bigint AS repaid,
       (SELECT jsonb_agg(DISTINCT jsonb_build_object('run', s.number, 'paymentNo', n.payment_no, 'outcome', o.outcome))
        FROM reissue x
        JOIN run s ON s.county = x.county AND s.run_id = x.run_id
        JOIN payment_payee y ON y.county = x.county AND y.run_id = x.original_run_id
          AND y.attempt = x.original_attempt AND y.payment_no = x.original_payment_no
        JOIN payment_payee n ON n.county = x.county AND n.run_id = x.run_id AND n.payee_no = y.payee_no
          AND n.item = y.item AND n.attempt = (SELECT max(attempt) FROM calculation k
            WHERE k.county = x.county AND k.run_id = x.run_id AND k.finished_at IS NOT NULL)
        LEFT JOIN outcome_in_force o ON o.county = n.county AND o.run_id = n.run_id AND o.payment_no = n.payment_no
        WHERE x.county = m.county AND x.original_run_id = m.run_id AND x.original_payment_no = m.payment_no
          AND x.withdrawn_at IS NULL) AS again
     FROM misdirected m
     JOIN run r USING (county, run_id)
     JOIN batch_payment b USING (county, run_id, payment_no)
     JOIN payment p USING (county, run_id, attempt, payment_no)
     LEFT JOIN misdirected_confirmation c USING (county, run_id, payment_no, record_no)
     WHERE ${ofCounty}
     ORDER BY m.county, m.run_id, m.payment_no, m.record_no DESC`,
  )
  return rows.map(toClaim)
}

interface ClaimRow {
  readonly county: string
  readonly run: string
  readonly payment_no: string
  readonly item: string
  readonly amount_fen: string
  readonly repaid: string
  readonly receiver_hash: Buffer | null
  readonly receiver_sealed: Buffer | null
  readonly why: string
  readonly maker: string
  readonly checker: string | null
  readonly again: Claim['again'] | null
}

function toClaim(row: ClaimRow): Claim {
  const { checker, receiver_hash: hash, receiver_sealed: sealed } = row
  const amountFen = BigInt(row.amount_fen)
  const repaidFen = BigInt(row.repaid)
  return {
    county: row.county,
    run: row.run,
    paymentNo: row.payment_no,
    item: row.item,
    amountFen,
    receiver: hash && sealed ? { hash, sealed } : null,
    why: withoutPersonalNumbers(row.why),
    maker: row.maker,
    checker,
    repaidFen,
    balanceFen: checker === null ? 0n : amountFen - repaidFen,
    again: row.again ?? [],
  }
}
