import { planForBulk } from '../db/bulk-plan.ts'
import { carryOut, createTemporary, onlyRowOf, rowOf, type Statement, sql } from '../db/statement.ts'
import type { Tx } from '../db/transaction.ts'
import { invariant } from '../kernel/invariant.ts'
import type { Fen } from '../kernel/money.ts'
import { paymentNumberPrefix } from '../layout/payment-number.ts'
import { accountsChosen, deadPayees } from './account-choice.store.ts'
import { HOLD_MESSAGES } from './hold-reason.ts'
import { numberOfSerial } from './payment-number.store.ts'

/** The attempt whose lines are to become payments, and as of when accounts and deaths are looked up. */
export interface PaymentsToForm {
  readonly county: string
  readonly runId: string
  readonly attempt: number
  readonly month: string
  readonly kind: string
  readonly known: string | number | bigint
  readonly usableMonth: string
  /** Who has died is paid all the same through an agent (代领人) named after this count of knowledge. */
  readonly agentNamedAfter?: number
}

export interface FormedPayments {
  readonly payments: number
  readonly held: number
  readonly totalFen: Fen
  readonly heldFen: Fen
}

/**
 * Makes the payments of an attempt from its lines, all at once: one payment = one account × subsidy item. Who has no
 * usable account, or has died, gets a held payment and is listed. Call it inside the transaction that ends the attempt.
 */
export async function formPayments(tx: Tx, form: PaymentsToForm): Promise<FormedPayments> {
  await planForBulk(tx)
  const prefix = paymentNumberPrefix({ ...form, ordinal: await runOrdinal(tx, form) })
  await createTemporary(tx.client, 'due_payee', duePayees(form))
  await carryOut(tx.client, sql`ANALYZE due_payee`)
  await assertNoneBelowZero(tx)
  await createTemporary(tx.client, 'payee_account', payeeAccounts(form))
  await carryOut(tx.client, sql`ANALYZE payee_account`)
  await createTemporary(tx.client, 'new_payment', newPayments(prefix))
  await insertPayments(tx, form)
  return await formedFigures(tx)
}

/** Which of the county's runs of this kind and month it is, voided ones counted, so that no number is used twice. */
async function runOrdinal(tx: Tx, { county, runId, kind, month }: PaymentsToForm): Promise<number> {
  const query = tx.sql.selectFrom('run').select((eb) => eb.fn.countAll<string>().as('ordinal'))
  const same = query.where('county', '=', county).where('kind', '=', kind).where('month', '=', month)
  return Number((await same.where('run_id', '<=', runId).executeTakeFirstOrThrow()).ordinal)
}

/**
 * Per payee and item: what is due. 人数 counts a household by its main line and, where it has none, the persons that
 * have lines of their own, so that supplements count nobody twice. place = area and household number, the order in
 * which payments are numbered.
 */
function duePayees(form: PaymentsToForm): Statement {
  return sql`
    WITH due AS MATERIALIZED (
      SELECT payee_no, item, min(area || household_no) AS place, min(benefit_month) AS from_month,
        max(benefit_month) AS to_month, ${PERSONS_AT_ONCE} AS persons, min(standard_fen) AS standard_low,
        max(standard_fen) AS standard_high, count(*) AS lines, sum(amount_fen)::bigint AS amount
      FROM line WHERE ${linesOf(form)} GROUP BY payee_no, item)
    SELECT payee_no, item, place, from_month, to_month, coalesce(due.persons, counted.persons)::integer AS persons,
      standard_low, standard_high, lines, amount
    FROM due LEFT JOIN (${countedPersons(form, sql`SELECT payee_no, item FROM due WHERE persons IS NULL`)}) counted
      USING (payee_no, item)`
}

/** 人数 where one look says it, as for nearly everybody: one household with a main line, or with one person's lines. */
const PERSONS_AT_ONCE = sql`CASE WHEN min(household_no) = max(household_no) THEN
  coalesce(max(persons) FILTER (WHERE person_no = 0), CASE WHEN min(person_no) = max(person_no) THEN max(persons) END) END`

/** 人数 of the payees and items in `wanted`, counted household by household and person by person. */
function countedPersons(form: PaymentsToForm, wanted: Statement): Statement {
  return sql`
    SELECT payee_no, item, sum(persons) AS persons FROM (
      SELECT payee_no, item, coalesce(max(persons) FILTER (WHERE person_no = 0), sum(persons)) AS persons
      FROM (
        SELECT payee_no, item, household_no, person_no, max(persons) AS persons
        FROM line JOIN (${wanted}) w USING (payee_no, item) WHERE ${linesOf(form)}
        GROUP BY payee_no, item, household_no, person_no
      ) beneficiary GROUP BY payee_no, item, household_no
    ) household GROUP BY payee_no, item`
}

function linesOf({ county, runId, attempt, month }: PaymentsToForm): Statement {
  return sql`county = ${county} AND run_month = ${month} AND run_id = ${runId} AND attempt = ${attempt}`
}

/** Recoveries are cut to what is paid, so no payee can owe on balance; what comes to nothing needs no payment. */
async function assertNoneBelowZero(tx: Tx): Promise<void> {
  const below = await rowOf(
    tx.client,
    sql<{ payee_no: string; item: string }>`SELECT payee_no, item FROM due_payee WHERE amount < 0 LIMIT 1`,
  )
  invariant(!below, `lines of payee ${below?.payee_no} (${below?.item}) add up below zero`)
}

function payeeAccounts(form: PaymentsToForm): Statement {
  const { agentNamedAfter } = form
  const payees = sql`(SELECT payee_no FROM due_payee WHERE amount > 0)`
  const through =
    agentNamedAfter === undefined
      ? sql`false`
      : sql`(chosen.agent_no IS NOT NULL AND chosen.own_known > ${agentNamedAfter})`
  return sql`
    SELECT chosen.payee_no,
      CASE WHEN serves THEN chosen.account_owner END AS account_owner,
      CASE WHEN serves THEN chosen.account_from END AS account_from,
      CASE WHEN serves THEN chosen.account_known END AS account_known,
      CASE WHEN serves THEN chosen.bank END AS bank,
      CASE WHEN NOT serves THEN 'payee-dead'
           WHEN chosen.account_owner IS NOT NULL THEN NULL
           WHEN chosen.agent_no IS NOT NULL THEN 'agent-no-account'
           ELSE 'no-account' END AS hold_code
    FROM (${accountsChosen(payees, form)}) chosen
    LEFT JOIN (${deadPayees(payees, form)}) dead USING (payee_no)
    CROSS JOIN LATERAL (SELECT dead.payee_no IS NULL OR ${through} AS serves) alive`
}

/** Payees that share an account share a payment; a held payment is one payee's. */
function newPayments(prefix: string): Statement {
  return sql`
    SELECT grouped.*, ${numberOfSerial(prefix, sql`serial`)} AS payment_no FROM (
      SELECT item, min(payee_no) AS payee_no, array_agg(payee_no ORDER BY payee_no) AS payees, min(place) AS place,
        min(from_month) AS from_month, max(to_month) AS to_month, sum(persons)::integer AS persons,
        CASE WHEN min(standard_low) = max(standard_high) THEN min(standard_low) END AS standard_fen,
        sum(lines)::bigint AS lines, sum(amount)::bigint AS amount_fen,
        account_owner, min(account_from) AS account_from, min(account_known) AS account_known,
        min(bank) AS bank, min(hold_code) AS hold_code,
        row_number() OVER (ORDER BY item COLLATE "C", min(place), min(payee_no))::integer AS serial
      FROM due_payee JOIN payee_account USING (payee_no)
      WHERE amount > 0
      GROUP BY item, account_owner, CASE WHEN account_owner IS NULL THEN payee_no END
    ) grouped`
}

async function insertPayments(tx: Tx, { county, runId, attempt, month }: PaymentsToForm): Promise<void> {
  const key = sql`${county}, ${runId}::bigint, ${attempt}::integer`
  await carryOut(
    tx.client,
    sql`INSERT INTO payment (county, run_id, attempt, payment_no, item, payee_no, household_no, area, from_month, to_month,
          persons, standard_fen, lines, amount_fen, account_owner, account_from, account_known, bank, hold_code)
        SELECT ${key}, payment_no, item, payee_no, substr(place, 13), left(place, 12), from_month, to_month,
          persons, standard_fen, lines, amount_fen, account_owner, account_from, account_known, bank, hold_code
        FROM new_payment ORDER BY serial`,
  )
  await carryOut(
    tx.client,
    sql`INSERT INTO payment_payee (county, run_id, attempt, payee_no, item, payment_no)
        SELECT ${key}, payee_no, item, payment_no
        FROM (SELECT unnest(payees) AS payee_no, item, payment_no FROM new_payment) paid ORDER BY payee_no, item`,
  )
  await carryOut(
    tx.client,
    sql`INSERT INTO exception (county, run_month, run_id, attempt, household_no, person_no, programme, benefit_month,
          effect, code, message)
        SELECT ${county}, ${month}, ${runId}::bigint, ${attempt}::integer,
          min(substr(place, 13)), payee_no, CASE WHEN count(*) = 1 THEN min(item) END, ${month}, 'held',
          'payment.' || min(hold_code), replace(CASE min(hold_code) ${holdMessages()} END, '{amount}',
            to_char(sum(amount_fen) / 100.0, 'FM999999999990.00'))
        FROM new_payment WHERE hold_code IS NOT NULL GROUP BY payee_no ORDER BY min(serial)`,
  )
}

function holdMessages(): Statement {
  const cases = Object.entries(HOLD_MESSAGES)
  return sql.join(
    cases.map(([code, message]) => sql`WHEN ${code}::text THEN ${message}::text`),
    sql` `,
  )
}

interface FiguresRow {
  readonly payments: string
  readonly held: string
  readonly total: string
  readonly held_total: string
}

async function formedFigures(tx: Tx): Promise<FormedPayments> {
  const { payments, held, total, held_total } = await onlyRowOf(
    tx.client,
    sql<FiguresRow>`
      SELECT count(*) AS payments, count(hold_code) AS held, coalesce(sum(amount_fen), 0)::bigint AS total,
        coalesce(sum(amount_fen) FILTER (WHERE hold_code IS NOT NULL), 0)::bigint AS held_total
      FROM new_payment`,
  )
  return { payments: Number(payments), held: Number(held), totalFen: BigInt(total), heldFen: BigInt(held_total) }
}
