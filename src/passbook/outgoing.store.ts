import { planByStatistics, planForBulk } from '../db/bulk-plan.ts'
import { literal } from '../db/copy.ts'
import type { Tx } from '../db/transaction.ts'
import type { Fen } from '../kernel/money.ts'
import { programmeName } from '../policy/programmes.ts'
import { accountChoiceSql, deadPayeesSql } from './account-choice.ts'

/** The run whose payments go out, as of its sealed attempt. */
export interface OutgoingRun {
  readonly county: string
  readonly runId: string
  readonly attempt: number
  readonly month: string
}

/** What goes into the same file, or into its numbered parts: the payments of one item, or of all, at one bank. */
export interface OutgoingGroup {
  /** `*` for all items. */
  readonly item: string
  readonly bank: string
}

/** One file to be: the payments of a group from one 支付编号 to another. */
export interface OutgoingFile extends OutgoingGroup {
  readonly first: string
  readonly last: string
  readonly count: number
  readonly totalFen: Fen
}

/** The item of a file that holds all items of its bank. */
export const ALL_ITEMS = '*'

/** 补贴项目 of a file in Chinese. */
export function itemName(item: string): string {
  return item === ALL_ITEMS ? '各项补贴' : programmeName(item)
}

const COLUMNS = 'payment_no, item, bank, amount_fen, account_owner, account_from, account_known, moved'

/** First export: every payment that was not held when the run was calculated goes to the account it had then. */
export async function gatherApproved(tx: Tx, run: OutgoingRun): Promise<void> {
  await gather(
    tx,
    run,
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
    run,
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
export async function gatherBatch(
  tx: Tx,
  run: OutgoingRun,
  { batchNo, item, bank }: OutgoingGroup & { readonly batchNo: string },
): Promise<OutgoingFile | null> {
  await gather(
    tx,
    run,
    `SELECT p.payment_no, p.item, coalesce(r.bank, p.bank) AS bank, p.amount_fen,
       coalesce(r.account_owner, p.account_owner) AS account_owner,
       coalesce(r.account_from, p.account_from) AS account_from,
       coalesce(r.account_known, p.account_known) AS account_known, false AS moved
     FROM batch_payment b
     JOIN payment p USING (county, run_id, attempt, payment_no)
     LEFT JOIN payment_release r USING (county, run_id, attempt, payment_no)
     WHERE b.county = ${literal(run.county)} AND b.run_id = ${literal(run.runId)} AND b.batch_no = ${literal(batchNo)}`,
  )
  return await nextOutgoing(tx, { item, bank }, { after: '', limit: null })
}

const notInFile = `NOT EXISTS (SELECT FROM batch_payment b
  WHERE b.county = p.county AND b.run_id = p.run_id AND b.payment_no = p.payment_no)`

function ofRun({ county, runId, attempt }: OutgoingRun, alias: string): string {
  return `${alias}.county = ${literal(county)} AND ${alias}.run_id = ${literal(runId)} AND ${alias}.attempt = ${attempt}`
}

async function gather(tx: Tx, run: OutgoingRun, query: string): Promise<void> {
  await tx.client.query('DROP TABLE IF EXISTS pg_temp.outgoing')
  await tx.client.query(`CREATE TEMPORARY TABLE outgoing ON COMMIT DROP AS SELECT ${COLUMNS} FROM (${query}) q`)
  await tx.client.query('ANALYZE outgoing')
  await fillOutgoing(tx, run)
}

/** Leaves payments out that the layout cannot carry. */
export async function leaveOut(tx: Tx, paymentNos: readonly string[]): Promise<void> {
  await tx.client.query('DELETE FROM outgoing WHERE payment_no = ANY($1)', [paymentNos])
  await tx.client.query('DELETE FROM outgoing_row WHERE payment_no = ANY($1)', [paymentNos])
}

/** The groups that the gathered payments make up, in a fixed order. */
export async function outgoingGroups(tx: Tx, together: { readonly items: boolean }): Promise<OutgoingGroup[]> {
  const item = together.items ? literal(ALL_ITEMS) : 'item'
  const { rows } = await tx.client.query(
    `SELECT item, bank FROM (SELECT DISTINCT ${item} AS item, bank FROM outgoing) g
     ORDER BY item COLLATE "C", bank COLLATE "C"`,
  )
  return rows
}

/** The next file of a group: its payments after a 支付编号, at most `limit` of them; null when none is left. */
export async function nextOutgoing(
  tx: Tx,
  group: OutgoingGroup,
  { after, limit }: { readonly after: string; readonly limit: number | null },
): Promise<OutgoingFile | null> {
  const inOrder = limit === null ? '' : `ORDER BY payment_no COLLATE "C" LIMIT ${limit}`
  const { rows } = await tx.client.query(
    `SELECT count(*) AS count, sum(amount_fen)::bigint AS total, min(payment_no COLLATE "C") AS first,
       max(payment_no COLLATE "C") AS last
     FROM (SELECT payment_no, amount_fen FROM outgoing o
           WHERE ${inGroup(group)} AND o.payment_no > ${literal(after)} COLLATE "C" ${inOrder}) part`,
  )
  const { count, total, first, last } = rows[0]
  if (count === '0') return null
  return { item: group.item, bank: group.bank, first, last, count: Number(count), totalFen: BigInt(total) }
}

/** Count and total of each item in a file, in a fixed order. */
export async function outgoingItems(
  tx: Tx,
  file: OutgoingFile,
): Promise<{ readonly item: string; readonly rows: number; readonly totalFen: Fen }[]> {
  const { rows } = await tx.client.query(
    `SELECT item, count(*) AS count, sum(amount_fen)::bigint AS total FROM outgoing o WHERE ${inFile(file)}
     GROUP BY item ORDER BY item COLLATE "C"`,
  )
  return rows.map(({ item, count, total }) => ({ item, rows: Number(count), totalFen: BigInt(total) }))
}

function inGroup({ item, bank }: OutgoingGroup): string {
  return `o.bank = ${literal(bank)}${item === ALL_ITEMS ? '' : ` AND o.item = ${literal(item)}`}`
}

function inFile(file: Pick<OutgoingFile, 'item' | 'bank' | 'first' | 'last'>): string {
  return `${inGroup(file)} AND o.payment_no COLLATE "C" BETWEEN ${literal(file.first)} AND ${literal(file.last)}`
}

/** Brings what the files say of the gathered payments beside them, for all files at once; sealed numbers in hex. */
async function fillOutgoing(tx: Tx, run: OutgoingRun): Promise<void> {
  await planByStatistics(tx) // a few payments look their persons up, many read them all
  await tx.client.query('DROP TABLE IF EXISTS pg_temp.outgoing_row')
  await tx.client.query(`
    CREATE TEMPORARY TABLE outgoing_row ON COMMIT DROP AS
    SELECT o.payment_no, a.holder, encode(person.id_hash, 'hex') AS id_hash, encode(person.id_sealed, 'hex') AS id_sealed,
      encode(a.account_hash, 'hex') AS account_hash, encode(a.account_sealed, 'hex') AS account_sealed, o.bank, o.item,
      p.area, p.from_month, p.to_month, p.persons, coalesce(p.standard_fen::text, '') AS standard_fen, p.amount_fen
    FROM outgoing o
    JOIN payment p ON ${ofRun(run, 'p')} AND p.payment_no = o.payment_no
    JOIN account_fact a ON a.county = p.county AND a.person_no = o.account_owner
      AND a.from_month = o.account_from AND a.known = o.account_known
    JOIN person ON person.county = p.county AND person.person_no = o.account_owner
    ORDER BY o.payment_no COLLATE "C"`)
  await planForBulk(tx)
}

/** SQL for the gathered payments of one file with their sealed numbers in hex, in the order of their 支付编号. */
export function outgoingRowsSql(file: OutgoingFile): string {
  return `
    SELECT payment_no, holder, id_hash, id_sealed, account_hash, account_sealed, bank, item, area, from_month, to_month,
      persons, standard_fen, amount_fen
    FROM outgoing_row o WHERE ${inFile(file)} ORDER BY payment_no COLLATE "C"`
}

/** Writes down that the gathered payments of one file are in it, and to which account the moved ones go. */
export async function claimOutgoing(
  tx: Tx,
  { county, runId, attempt }: OutgoingRun,
  file: OutgoingFile,
  claim: { readonly batchNo: string; readonly at: string; readonly actor: string },
): Promise<number> {
  const key = [county, runId, attempt]
  await tx.client.query(
    `INSERT INTO payment_release (county, run_id, attempt, payment_no, account_owner, account_from, account_known, bank,
       released_at, actor)
     SELECT $1, $2, $3, payment_no, account_owner, account_from, account_known, bank, $4, $5
     FROM outgoing o WHERE moved AND ${inFile(file)}`,
    [...key, claim.at, claim.actor],
  )
  const { rowCount } = await tx.client.query(
    `INSERT INTO batch_payment (county, run_id, attempt, payment_no, batch_no)
     SELECT $1, $2, $3, payment_no, $4 FROM outgoing o WHERE ${inFile(file)} ORDER BY payment_no`,
    [...key, claim.batchNo],
  )
  return rowCount ?? 0
}
