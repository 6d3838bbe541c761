import { literal } from '../db/copy.ts'
import type { Tx } from '../db/transaction.ts'
import type { Fen } from '../kernel/money.ts'
import { accountChoiceSql, deadPayeesSql } from './account-choice.ts'

/** The run whose payments go out, as of its sealed attempt. */
export interface OutgoingRun {
  readonly county: string
  readonly runId: string
  readonly attempt: number
  readonly month: string
}

/** One file to be: the payments of one item at one bank. */
export interface OutgoingFile {
  readonly item: string
  readonly bank: string
  readonly count: number
  readonly totalFen: Fen
}

const COLUMNS = 'payment_no, item, bank, amount_fen, account_owner, account_from, account_known, moved'

/** First export: every payment that was not held when the run was calculated goes to the account it had then. */
export async function gatherApproved(tx: Tx, run: OutgoingRun): Promise<void> {
  await gather(
    tx,
    `SELECT payment_no, item, bank, amount_fen, account_owner, account_from, account_known, false AS moved
     FROM payment p WHERE ${ofRun(run, 'p')} AND hold_code IS NULL AND ${notInFile}`,
  )
}

/**
 * Later exports: what is in no file yet and whose payee has a usable account now. Somebody who has died is paid only
 * through an agent who was named after the run was calculated.
 */
export async function gatherReleased(
  tx: Tx,
  run: OutgoingRun,
  now: { readonly known: string; readonly usableMonth: string; readonly calculatedKnown: string },
): Promise<void> {
  const left = `(SELECT payee_no FROM payment p WHERE ${ofRun(run, 'p')} AND ${notInFile})`
  await gather(
    tx,
    `SELECT p.payment_no, p.item, c.bank, p.amount_fen, c.account_owner, c.account_from, c.account_known,
       (c.account_owner, c.account_from, c.account_known)
         IS DISTINCT FROM (p.account_owner, p.account_from::text, p.account_known) AS moved
     FROM payment p
     JOIN (${accountChoiceSql(left, { ...now, county: run.county })}) c USING (payee_no)
     LEFT JOIN (${deadPayeesSql(left, run.county, now.known, run.month)}) dead USING (payee_no)
     WHERE ${ofRun(run, 'p')} AND ${notInFile} AND c.account_owner IS NOT NULL
       AND (dead.payee_no IS NULL OR (c.agent_no IS NOT NULL AND c.own_known > ${literal(now.calculatedKnown)}))`,
  )
}

/** The payments of a file that was claimed before, to the accounts they were claimed for. */
export async function gatherBatch(tx: Tx, run: OutgoingRun, batchNo: string): Promise<void> {
  await gather(
    tx,
    `SELECT p.payment_no, p.item, coalesce(r.bank, p.bank) AS bank, p.amount_fen,
       coalesce(r.account_owner, p.account_owner) AS account_owner,
       coalesce(r.account_from, p.account_from) AS account_from,
       coalesce(r.account_known, p.account_known) AS account_known, false AS moved
     FROM batch_payment b
     JOIN payment p USING (county, run_id, attempt, payment_no)
     LEFT JOIN payment_release r USING (county, run_id, attempt, payment_no)
     WHERE b.county = ${literal(run.county)} AND b.run_id = ${literal(run.runId)} AND b.batch_no = ${literal(batchNo)}`,
  )
}

const notInFile = `NOT EXISTS (SELECT FROM batch_payment b
  WHERE b.county = p.county AND b.run_id = p.run_id AND b.payment_no = p.payment_no)`

function ofRun({ county, runId, attempt }: OutgoingRun, alias: string): string {
  return `${alias}.county = ${literal(county)} AND ${alias}.run_id = ${literal(runId)} AND ${alias}.attempt = ${attempt}`
}

async function gather(tx: Tx, query: string): Promise<void> {
  await tx.client.query('DROP TABLE IF EXISTS pg_temp.outgoing')
  await tx.client.query(`CREATE TEMPORARY TABLE outgoing ON COMMIT DROP AS SELECT ${COLUMNS} FROM (${query}) q`)
  await tx.client.query('ANALYZE outgoing')
}

/** Leaves payments out that the layout cannot carry. */
export async function leaveOut(tx: Tx, paymentNos: readonly string[]): Promise<void> {
  await tx.client.query('DELETE FROM outgoing WHERE payment_no = ANY($1)', [paymentNos])
}

/** The files that the gathered payments make up, in a fixed order. */
export async function outgoingFiles(tx: Tx): Promise<OutgoingFile[]> {
  const { rows } = await tx.client.query(
    `SELECT item, bank, count(*) AS count, sum(amount_fen)::bigint AS total FROM outgoing
     GROUP BY item, bank ORDER BY item COLLATE "C", bank COLLATE "C"`,
  )
  return rows.map(({ item, bank, count, total }) => ({ item, bank, count: Number(count), totalFen: BigInt(total) }))
}

/** SQL for the gathered payments of one file with their sealed numbers, in the order of their 支付编号. */
export function outgoingRowsSql(run: OutgoingRun, { item, bank }: Pick<OutgoingFile, 'item' | 'bank'>): string {
  return `
    SELECT o.payment_no, a.holder, person.id_hash, person.id_sealed, a.account_hash, a.account_sealed, o.bank, p.area,
      p.from_month, p.to_month, p.persons, p.standard_fen, p.amount_fen
    FROM outgoing o
    JOIN payment p ON ${ofRun(run, 'p')} AND p.payment_no = o.payment_no
    JOIN account_fact a ON a.county = p.county AND a.person_no = o.account_owner
      AND a.from_month = o.account_from AND a.known = o.account_known
    JOIN person ON person.county = p.county AND person.person_no = o.account_owner
    WHERE o.item = ${literal(item)} AND o.bank = ${literal(bank)}
    ORDER BY o.payment_no COLLATE "C"`
}

/** Writes down that the gathered payments of one file are in it, and to which account the moved ones go. */
export async function claimOutgoing(
  tx: Tx,
  run: OutgoingRun,
  file: Pick<OutgoingFile, 'item' | 'bank'>,
  claim: { readonly batchNo: string; readonly at: string; readonly actor: string },
): Promise<number> {
  const { county, runId, attempt } = run
  const key = [county, runId, attempt, file.item, file.bank]
  await tx.client.query(
    `INSERT INTO payment_release (county, run_id, attempt, payment_no, account_owner, account_from, account_known, bank,
       released_at, actor)
     SELECT $1, $2, $3, payment_no, account_owner, account_from, account_known, bank, $6, $7
     FROM outgoing WHERE item = $4 AND bank = $5 AND moved`,
    [...key, claim.at, claim.actor],
  )
  const { rowCount } = await tx.client.query(
    `INSERT INTO batch_payment (county, run_id, attempt, payment_no, batch_no)
     SELECT $1, $2, $3, payment_no, $6 FROM outgoing WHERE item = $4 AND bank = $5 ORDER BY payment_no`,
    [...key, claim.batchNo],
  )
  return rowCount ?? 0
}
