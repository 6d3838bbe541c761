import { carryOut, rowsOf, sql } from '../db/statement.ts'
import type { Tx } from '../db/transaction.ts'
import type { RunKey } from '../run/run-key.ts'
import type { RunState } from '../run/run-state.ts'

export type Decided = 'paid' | 'failed'

/** One payment, or all payments of a file that the bank refused as a whole. */
export type DecisionTarget = { readonly paymentNo: string } | { readonly batchNo: string }

/** How a sent payment stands that somebody wants to decide. */
export interface DecidablePayment {
  readonly paymentNo: string
  readonly amountFen: string
  /** The outcome in force; null while it is unknown. */
  readonly outcome: Decided | null
  /** A refused return says otherwise, and nobody has settled it. */
  readonly questioned: boolean
  /** Two people have found that it went to a wrong account. */
  readonly misdirected: boolean
  /** The supplementary run that sends it again, and how far that has come. */
  readonly reissuedIn: string | null
  readonly reissueState: RunState | null
  readonly proposal: Proposal | null
}

/** The latest decision on a payment. */
interface Proposal {
  readonly decisionNo: number
  readonly outcome: Decided
  readonly earlier: Decided | 'unknown'
  readonly why: string
  readonly maker: string
  readonly checker: string | null
}

/** The target's payments, as far as they were sent with this run. */
export async function decidablePayments(
  tx: Tx,
  { county, runId }: RunKey,
  target: DecisionTarget,
): Promise<DecidablePayment[]> {
  const targeted = 'paymentNo' in target ? sql`b.payment_no = ${target.paymentNo}` : sql`b.batch_no = ${target.batchNo}`
  return await rowsOf(
    tx.client,
    sql<DecidablePayment>`
      SELECT b.payment_no AS "paymentNo", p.amount_fen AS "amountFen", o.outcome,
        EXISTS (SELECT FROM outcome_question q WHERE q.county = ${county} AND q.run_id = ${runId}
          AND q.payment_no = b.payment_no) AS questioned,
        EXISTS (SELECT FROM misdirected_confirmation w WHERE w.county = ${county} AND w.run_id = ${runId}
          AND w.payment_no = b.payment_no) AS misdirected,
        s.number AS "reissuedIn", s.state AS "reissueState", d.proposal
      FROM batch_payment b
      JOIN payment p USING (county, run_id, attempt, payment_no)
      LEFT JOIN outcome_in_force o ON o.county = ${county} AND o.run_id = ${runId} AND o.payment_no = b.payment_no
      LEFT JOIN reissue x ON x.county = ${county} AND x.original_run_id = ${runId}
        AND x.original_payment_no = b.payment_no AND x.withdrawn_at IS NULL
      LEFT JOIN run s ON s.county = ${county} AND s.run_id = x.run_id
      LEFT JOIN (
        SELECT DISTINCT ON (d.payment_no) d.payment_no, json_build_object('decisionNo', d.decision_no,
            'outcome', d.outcome, 'earlier', d.earlier, 'why', d.why, 'maker', d.maker, 'checker', c.checker) AS proposal
        FROM outcome_decision d LEFT JOIN outcome_confirmation c USING (county, run_id, payment_no, decision_no)
        WHERE d.county = ${county} AND d.run_id = ${runId} ORDER BY d.payment_no, d.decision_no DESC) d
        ON d.payment_no = b.payment_no
      WHERE b.county = ${county} AND b.run_id = ${runId} AND ${targeted} ORDER BY b.payment_no`,
  )
}

/** Writes the maker's decision down; it holds once somebody else confirms it. */
export async function proposeDecisions(
  tx: Tx,
  { county, runId }: RunKey,
  payments: readonly DecidablePayment[],
  decision: {
    readonly outcome: Decided
    readonly batchNo: string | null
    readonly why: string
    readonly maker: string
    readonly at: string
  },
): Promise<void> {
  const { outcome, batchNo, why, maker, at } = decision
  await carryOut(
    tx.client,
    sql`INSERT INTO outcome_decision (county, run_id, payment_no, decision_no, outcome, earlier, amount_fen, batch_no, why,
          maker, at)
        SELECT ${county}, ${runId}, r.no, r.decision, ${outcome}, r.earlier, r.fen, ${batchNo}, ${why}, ${maker}, ${at}
        FROM unnest(
          ${payments.map(({ paymentNo }) => paymentNo)}::text[],
          ${payments.map(({ proposal }) => (proposal?.decisionNo ?? 0) + 1)}::integer[],
          ${payments.map((payment) => payment.outcome ?? 'unknown')}::text[],
          ${payments.map(({ amountFen }) => amountFen)}::bigint[]) AS r (no, decision, earlier, fen)`,
  )
}

/** The checker's half: from here on the latest decisions on these payments are their outcomes. */
export async function confirmDecisions(
  tx: Tx,
  { county, runId }: RunKey,
  payments: readonly DecidablePayment[],
  checker: string,
  at: string,
): Promise<void> {
  await carryOut(
    tx.client,
    sql`INSERT INTO outcome_confirmation (county, run_id, payment_no, decision_no, maker, checker, at)
        SELECT d.county, d.run_id, d.payment_no, d.decision_no, d.maker, ${checker}, ${at}
        FROM outcome_decision d
        JOIN unnest(
          ${payments.map(({ paymentNo }) => paymentNo)}::text[],
          ${payments.map(({ proposal }) => proposal!.decisionNo)}::integer[]) AS r (no, decision)
          ON r.no = d.payment_no AND r.decision = d.decision_no
        WHERE d.county = ${county} AND d.run_id = ${runId}`,
  )
}
