import { planForBulk } from '../db/bulk-plan.ts'
import { carryOut, createTemporary, rowsOf, type Statement, sql } from '../db/statement.ts'
import type { Tx } from '../db/transaction.ts'
import { withoutPersonalNumbers } from '../kernel/masked-text.ts'
import type { Fen } from '../kernel/money.ts'
import { type AccountsAsOf, accountsChosen, deadPayees } from '../payment/account-choice.store.ts'
import { WAIT_REASONS, type WaitReason } from './wait-reason.ts'

/** A payment that failed or went wrong, is not being sent again, and what stands in the way of that. */
export interface Reissuable {
  readonly paymentNo: string
  readonly ground: 'failed' | 'misdirected'
  readonly amountFen: Fen
  /** What the bank said, or the person who found it misdirected. */
  readonly reason: string
  /** Null when every payee has a usable account other than the one it was sent to. */
  readonly waits: WaitReason | null
}

/** The run that money came back to, and as of when accounts and deaths are looked up. */
export interface ReissuableAsOf extends AccountsAsOf {
  readonly runId: string
  /** The month of the run that would pay it again. */
  readonly month: string
  /** Who has died is paid through an agent (代领人) named after this count of knowledge. */
  readonly agentNamedAfter: number
}

/**
 * Gathers, in a table of this transaction, what of the run could be sent again: in force failed, or confirmed as
 * misdirected, and in no supplementary run that still holds.
 */
export async function gatherReissuable(tx: Tx, of: ReissuableAsOf): Promise<Reissuable[]> {
  const { client } = tx
  await planForBulk(tx)
  await createTemporary(client, 'reissuable', cameBack(of))
  await carryOut(client, sql`ANALYZE reissuable`)
  await createTemporary(client, 'reissuable_payee', payeesOf(of))
  await carryOut(client, sql`ANALYZE reissuable_payee`)
  await createTemporary(client, 'reissuable_account', accountsNow(of))
  await carryOut(client, sql`ANALYZE reissuable_account`)
  const rows = await rowsOf(
    client,
    sql<ReissuableRow>`
      SELECT r.payment_no, r.ground, r.amount_fen, r.reason, min(${RANK}) AS rank
      FROM reissuable r JOIN reissuable_account a USING (payment_no)
      GROUP BY r.payment_no, r.ground, r.amount_fen, r.reason ORDER BY r.payment_no COLLATE "C"`,
  )
  return rows.map((row) => ({
    paymentNo: row.payment_no,
    ground: row.ground,
    amountFen: BigInt(row.amount_fen),
    reason: withoutPersonalNumbers(row.reason ?? ''),
    waits: WAIT_REASONS[row.rank] ?? null,
  }))
}

interface ReissuableRow {
  readonly payment_no: string
  readonly ground: Reissuable['ground']
  readonly amount_fen: string
  readonly reason: string | null
  readonly rank: number
}

/** The place of a payee's obstacle in WAIT_REASONS; behind the last where there is none. */
const RANK = sql<number>`coalesce(array_position(${WAIT_REASONS}::text[], a.waits) - 1, 99)`

function cameBack({ county, runId }: ReissuableAsOf): Statement {
  const of = (alias: string) => sql`${sql.ref(alias)}.county = ${county} AND ${sql.ref(alias)}.run_id = ${runId}`
  return sql`
    WITH failed AS MATERIALIZED (
      SELECT payment_no, reason FROM outcome_in_force o WHERE ${of('o')} AND outcome = 'failed'),
    misdirected_now AS MATERIALIZED (
      SELECT m.payment_no, m.why FROM misdirected m
      JOIN misdirected_confirmation c USING (county, run_id, payment_no, record_no) WHERE ${of('m')})
    SELECT p.attempt, p.payment_no, p.payee_no, p.amount_fen,
      CASE WHEN f.payment_no IS NULL THEN 'misdirected' ELSE 'failed' END AS ground, coalesce(f.reason, w.why) AS reason,
      coalesce(r.account_owner, p.account_owner) AS sent_owner, coalesce(r.account_from, p.account_from) AS sent_from,
      coalesce(r.account_known, p.account_known) AS sent_known
    FROM batch_payment b
    JOIN payment p USING (county, run_id, attempt, payment_no)
    LEFT JOIN payment_release r USING (county, run_id, attempt, payment_no)
    LEFT JOIN failed f ON f.payment_no = b.payment_no
    LEFT JOIN misdirected_now w ON w.payment_no = b.payment_no
    WHERE ${of('b')} AND (f.payment_no IS NOT NULL OR w.payment_no IS NOT NULL) AND NOT EXISTS (
      SELECT FROM reissue x WHERE x.county = b.county AND x.original_run_id = b.run_id
        AND x.original_payment_no = b.payment_no AND x.withdrawn_at IS NULL)`
}

function payeesOf({ county, runId }: ReissuableAsOf): Statement {
  return sql`
    SELECT p.payment_no, p.payee_no FROM payment_payee p JOIN reissuable USING (attempt, payment_no)
    WHERE p.county = ${county} AND p.run_id = ${runId}`
}

/** Per payee the account chosen as of now, and what stands in the way of sending there. */
function accountsNow(of: ReissuableAsOf): Statement {
  const payees = sql`reissuable_payee`
  return sql`
    SELECT y.payment_no, y.payee_no, c.account_owner, c.account_from, c.account_known,
      CASE WHEN dead.payee_no IS NOT NULL
          AND (c.agent_no IS NULL OR c.own_known <= ${of.agentNamedAfter}) THEN 'payee-dead'
        WHEN c.account_owner IS NULL AND c.agent_no IS NOT NULL THEN 'agent-no-account'
        WHEN c.account_owner IS NULL THEN 'no-account'
        WHEN (c.account_owner, c.account_from::text, c.account_known)
          IS NOT DISTINCT FROM (r.sent_owner, r.sent_from::text, r.sent_known) THEN 'same-account' END AS waits
    FROM reissuable_payee y JOIN reissuable r USING (payment_no)
    JOIN (${accountsChosen(payees, of)}) c ON c.payee_no = y.payee_no
    LEFT JOIN (${deadPayees(payees, of)}) dead ON dead.payee_no = y.payee_no`
}
