import { type Asking, rowsOf, type Statement, sql } from '../db/statement.ts'
import type { Fen } from '../kernel/money.ts'
import { APPROVED_STATES } from '../run/run-state.ts'

/** Whose history: every line of these households, or of one person in them. */
export interface HistoryOf {
  readonly county: string
  readonly households: readonly string[]
  /** Null where the whole households are asked for. */
  readonly personNo: number | null
}

/** What became of a line's money. */
type LineFate = 'not-approved' | 'held' | 'not-sent' | 'unknown' | 'paid' | 'failed' | 'misdirected' | 'set-off'

/** One line of any run, or money handed back or given up, with what became of it. */
export interface HistoryEntry {
  /** The instant at which it was worked out or recorded. */
  readonly at: string
  readonly run: string
  readonly householdNo: string
  readonly name: string
  readonly benefitMonth: string
  readonly programme: string
  readonly component: string
  readonly type: 'normal' | 'arrears' | 'recovery' | 'reissue' | 'cash' | 'waived'
  readonly amountFen: Fen
  readonly formula: string
  readonly basis: string
  readonly paymentNo: string | null
  readonly file: string | null
  readonly bank: string | null
  readonly fate: LineFate | null
  readonly holdCode: string | null
  /** What the bank, or two people, gave as the reason. */
  readonly reason: string | null
  readonly answeredAt: string | null
  /** The failed payment that this line sends again. */
  readonly sendsAgain: string | null
  /** The run that sends this failed line again. */
  readonly sentAgainBy: string | null
}

/** Everything that was lined up, sent, answered, sent again, taken back and handed back, from old to new. */
export async function readFamilyHistory(client: Asking, of: HistoryOf): Promise<HistoryEntry[]> {
  const history = sql<HistoryRow>`
    ${linesOf(of)} UNION ALL ${entriesOf(of)} ORDER BY at, benefit_month, programme, component, name`
  const rows = await rowsOf(client, history)
  return rows.map((row) => ({
    at: row.at,
    run: row.run,
    householdNo: row.household_no,
    name: row.name ?? '',
    benefitMonth: row.benefit_month,
    programme: row.programme,
    component: row.component,
    type: row.type,
    amountFen: BigInt(row.amount_fen),
    formula: row.formula,
    basis: row.basis,
    paymentNo: row.payment_no,
    file: row.file_name,
    bank: row.bank,
    fate: row.fate,
    holdCode: row.hold_code,
    reason: row.reason,
    answeredAt: row.answered_at,
    sendsAgain: row.sends_again,
    sentAgainBy: row.sent_again_by,
  }))
}

interface HistoryRow {
  readonly at: string
  readonly run: string
  readonly household_no: string
  readonly name: string | null
  readonly benefit_month: string
  readonly programme: string
  readonly component: string
  readonly type: HistoryEntry['type']
  readonly amount_fen: string
  readonly formula: string
  readonly basis: string
  readonly payment_no: string | null
  readonly file_name: string | null
  readonly bank: string | null
  readonly fate: LineFate | null
  readonly hold_code: string | null
  readonly reason: string | null
  readonly answered_at: string | null
  readonly sends_again: string | null
  readonly sent_again_by: string | null
}

const nameIn = (county: string) => sql`(SELECT name FROM member_fact m WHERE m.county = ${county}
  AND m.person_no = coalesce(nullif(x.person_no, 0), x.payee_no) ORDER BY known DESC, from_month DESC LIMIT 1)`

const FATE = sql`CASE
  WHEN x.state <> ALL(${APPROVED_STATES}) THEN 'not-approved'
  WHEN x.payment_no IS NULL THEN 'set-off'
  WHEN wrong.payment_no IS NOT NULL THEN 'misdirected'
  WHEN o.outcome IS NOT NULL THEN o.outcome
  WHEN b.batch_no IS NOT NULL THEN 'unknown'
  WHEN x.hold_code IS NOT NULL THEN 'held'
  ELSE 'not-sent' END`

function linesOf({ county, households, personNo }: HistoryOf): Statement {
  const concerned = personNo === null ? sql`true` : sql`(l.person_no = ${personNo} OR l.payee_no = ${personNo})`
  return sql`
  SELECT x.known_at::text AS at, x.number AS run, x.household_no, ${nameIn(county)} AS name, x.benefit_month, x.programme,
    x.component, x.type, x.amount_fen, x.formula, x.basis, x.payment_no, f.file_name, coalesce(f.bank, x.bank) AS bank,
    ${FATE} AS fate, CASE WHEN b.batch_no IS NULL THEN x.hold_code END AS hold_code, o.reason,
    (SELECT imported_at::text FROM return_file a WHERE a.county = ${county} AND a.run_id = x.run_id
      AND a.return_no = o.return_no) AS answered_at,
    (SELECT min(q.original_payment_no) FROM reissue q
      JOIN payment_payee was ON was.county = q.county AND was.run_id = q.original_run_id
        AND was.attempt = q.original_attempt AND was.payment_no = q.original_payment_no
      WHERE x.type = 'reissue' AND q.county = ${county} AND q.run_id = x.run_id
        AND was.payee_no = x.payee_no AND was.item = x.item) AS sends_again,
    (SELECT r.number FROM reissue q JOIN run r ON r.county = q.county AND r.run_id = q.run_id
      WHERE q.county = ${county} AND q.original_run_id = x.run_id AND q.original_payment_no = x.payment_no
        AND q.withdrawn_at IS NULL) AS sent_again_by
  FROM (
    SELECT l.*, r.number, r.state, c.known_at, p.payment_no, p.hold_code, p.bank FROM run r
    JOIN LATERAL (SELECT * FROM calculation c WHERE c.county = r.county AND c.run_id = r.run_id
      AND c.finished_at IS NOT NULL ORDER BY c.attempt DESC LIMIT 1) c ON true
    JOIN line l ON l.county = r.county AND l.run_month = r.month AND l.run_id = r.run_id AND l.attempt = c.attempt
    LEFT JOIN payment_payee y ON y.county = l.county AND y.run_id = l.run_id AND y.attempt = l.attempt
      AND y.payee_no = l.payee_no AND y.item = l.item
    LEFT JOIN payment p ON p.county = l.county AND p.run_id = l.run_id AND p.attempt = l.attempt
      AND p.payment_no = y.payment_no
    WHERE r.county = ${county} AND r.state NOT IN ('open', 'void') AND l.household_no = ANY(${households})
      AND ${concerned}) x
  LEFT JOIN batch_payment b ON b.county = ${county} AND b.run_id = x.run_id AND b.payment_no = x.payment_no
  LEFT JOIN batch f ON f.county = ${county} AND f.run_id = x.run_id AND f.batch_no = b.batch_no
  LEFT JOIN outcome_in_force o ON o.county = ${county} AND o.run_id = x.run_id AND o.payment_no = x.payment_no
  LEFT JOIN misdirected_confirmation wrong ON wrong.county = ${county} AND wrong.run_id = x.run_id
    AND wrong.payment_no = x.payment_no`
}

function entriesOf({ county, households, personNo }: HistoryOf): Statement {
  const concerned = personNo === null ? sql`true` : sql`x.person_no IN (0, ${personNo})`
  return sql`
  SELECT x.at::text, '', x.household_no,
    (SELECT name FROM member_fact m WHERE m.county = ${county} AND m.person_no = x.person_no
     ORDER BY known DESC, from_month DESC LIMIT 1),
    x.benefit_month, x.programme, x.component, x.kind, x.amount_fen, '', x.why, NULL, NULL, NULL, NULL, NULL, NULL,
    NULL, NULL, NULL
  FROM recovery_entry x
  WHERE x.county = ${county} AND x.household_no = ANY(${households}) AND ${concerned}`
}
