import { COUNTY_OF_RUN_SQL, planByStatistics, planForBulk } from '../db/bulk-plan.ts'
import { copyOut, literal } from '../db/copy.ts'
import type { Tx } from '../db/transaction.ts'
import { invariant } from '../kernel/invariant.ts'
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

/** What a file says of a payment beside its account. */
const SAID = ['area', 'from_month', 'to_month', 'persons', 'standard_fen']
const COLUMNS = ['payment_no', 'item', 'bank', 'amount_fen', 'account_owner', 'account_from', 'account_known', 'moved']
const saidBy = (payment: string) => SAID.map((column) => `${payment}.${column}`).join(', ')

/** First export: every payment that was not held when the run was calculated goes to the account it had then. */
export async function gatherApproved(tx: Tx, run: OutgoingRun): Promise<void> {
  await gather(
    tx,
    run.county,
    `SELECT payment_no, item, bank, amount_fen, account_owner, account_from, account_known, false AS moved,
       ${saidBy('p')}
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
  await tx.client.query('DROP TABLE IF EXISTS pg_temp.left_over')
  await tx.client.query(`CREATE TEMPORARY TABLE left_over ON COMMIT DROP AS
    SELECT * FROM payment p WHERE ${ofRun(run, 'p')} AND ${notInFile}`)
  await tx.client.query('ANALYZE left_over')
  await planByStatistics(tx) // mostly a few are left, whose accounts are looked up one by one
  await gather(
    tx,
    run.county,
    `SELECT p.payment_no, p.item, c.bank, p.amount_fen, c.account_owner, c.account_from, c.account_known,
       (c.account_owner, c.account_from, c.account_known)
         IS DISTINCT FROM (p.account_owner, p.account_from::text, p.account_known) AS moved,
       ${saidBy('p')}
     FROM left_over p
     JOIN (${accountChoiceSql('left_over', { ...now, county: run.county })}) c USING (payee_no)
     LEFT JOIN (${deadPayeesSql('left_over', run.county, now.known, run.month)}) dead USING (payee_no)
     WHERE c.account_owner IS NOT NULL
       AND (dead.payee_no IS NULL OR (c.agent_no IS NOT NULL AND c.own_known > ${literal(now.calculatedKnown)}))`,
  )
  await planForBulk(tx)
}

/** The payments of a file that was claimed before, to the accounts they were claimed for. */
export async function gatherBatch(
  tx: Tx,
  run: OutgoingRun,
  { batchNo, item, bank, rows }: OutgoingGroup & { readonly batchNo: string; readonly rows: number },
): Promise<OutgoingFile | null> {
  if (rows < MANY) await planByStatistics(tx) // a few payments look their accounts up, many read them all
  await gather(
    tx,
    run.county,
    `SELECT p.payment_no, p.item, coalesce(r.bank, p.bank) AS bank, p.amount_fen,
       coalesce(r.account_owner, p.account_owner) AS account_owner,
       coalesce(r.account_from, p.account_from) AS account_from,
       coalesce(r.account_known, p.account_known) AS account_known, false AS moved,
       ${saidBy('p')}
     FROM batch_payment b
     JOIN payment p USING (county, run_id, attempt, payment_no)
     LEFT JOIN payment_release r USING (county, run_id, attempt, payment_no)
     WHERE b.county = ${literal(run.county)} AND b.run_id = ${literal(run.runId)} AND b.batch_no = ${literal(batchNo)}`,
  )
  await planForBulk(tx)
  return await nextOutgoing(tx, { item, bank }, { after: '', limit: null })
}

const MANY = 10_000

const notInFile = `NOT EXISTS (SELECT FROM batch_payment b
  WHERE b.county = p.county AND b.run_id = p.run_id AND b.payment_no = p.payment_no)`

function ofRun({ county, runId, attempt }: OutgoingRun, alias: string): string {
  return `${alias}.county = ${literal(county)} AND ${alias}.run_id = ${literal(runId)} AND ${alias}.attempt = ${attempt}`
}

/** With the account of each payment, and in the order of the files, so that each file is read off as it lies. */
async function gather(tx: Tx, county: string, query: string): Promise<void> {
  const columns = [...COLUMNS, ...SAID].map((column) => `q.${column}`)
  const owner = await ownersApart(tx, county)
  await tx.client.query('DROP TABLE IF EXISTS pg_temp.outgoing')
  await tx.client.query(`CREATE TEMPORARY TABLE outgoing ON COMMIT DROP AS
    SELECT ${columns.join(', ')}, a.holder, a.account_hash, a.account_sealed, ${owner.columns}
    FROM (${query}) q
    LEFT JOIN account_fact a ON a.county = ${literal(county)} AND a.person_no = q.account_owner
      AND a.from_month = q.account_from AND a.known = q.account_known
    ${owner.join}
    ORDER BY q.bank COLLATE "C", q.item COLLATE "C", q.payment_no COLLATE "C"`)
  await tx.client.query('CREATE INDEX ON outgoing (bank COLLATE "C", item COLLATE "C", payment_no COLLATE "C")')
  await tx.client.query('ANALYZE outgoing (bank, item, payment_no)')
  await assertAccountsFound(tx)
}

/** The owners' ID numbers: mostly sealed with the account; all persons are read only where an account lacks its owner's. */
async function ownersApart(tx: Tx, county: string): Promise<{ readonly columns: string; readonly join: string }> {
  const apart = `SELECT FROM account_fact WHERE county = ${literal(county)} AND NOT owner_sealed LIMIT 1`
  const { rowCount } = await tx.client.query(apart)
  if (rowCount === 0) return { columns: 'NULL::bytea AS id_hash, NULL::bytea AS id_sealed, a.owner_sealed', join: '' }
  return {
    columns: 'person.id_hash, person.id_sealed, a.owner_sealed',
    join: `LEFT JOIN person ON NOT a.owner_sealed AND person.county = ${literal(county)}
      AND person.person_no = q.account_owner`,
  }
}

/** A payment without the account that it was claimed for would stay out of every file, and nobody would miss it. */
async function assertAccountsFound(tx: Tx): Promise<void> {
  const { rows } = await tx.client.query(
    'SELECT payment_no FROM outgoing WHERE account_sealed IS NULL OR (NOT owner_sealed AND id_sealed IS NULL) LIMIT 1',
  )
  invariant(rows.length === 0, `the account of payment ${rows[0]?.payment_no} is not on record`)
}

/** Leaves payments out that the layout cannot carry. */
export async function leaveOut(tx: Tx, paymentNos: readonly string[]): Promise<void> {
  await tx.client.query('DELETE FROM outgoing WHERE payment_no = ANY($1)', [paymentNos])
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
  if (file.item !== ALL_ITEMS) return [{ item: file.item, rows: file.count, totalFen: file.totalFen }]
  const { rows } = await tx.client.query(
    `SELECT item, count(*) AS count, sum(amount_fen)::bigint AS total FROM outgoing o WHERE ${inFile(file)}
     GROUP BY item ORDER BY item COLLATE "C"`,
  )
  return rows.map(({ item, count, total }) => ({ item, rows: Number(count), totalFen: BigInt(total) }))
}

function inGroup({ item, bank }: OutgoingGroup): string {
  const one = item === ALL_ITEMS ? '' : ` AND o.item COLLATE "C" = ${literal(item)}`
  return `o.bank COLLATE "C" = ${literal(bank)}${one}`
}

function inFile(file: Pick<OutgoingFile, 'item' | 'bank' | 'first' | 'last'>): string {
  return `${inGroup(file)} AND o.payment_no COLLATE "C" BETWEEN ${literal(file.first)} AND ${literal(file.last)}`
}

/**
 * The gathered payments of one file with the account of each and its sealed numbers in hex, in the order of their
 * 支付编号, many at a time.
 */
export async function* outgoingRows(tx: Tx, file: OutgoingFile): AsyncGenerator<readonly (string | null)[][]> {
  yield* copyOut(
    tx.client,
    `SELECT payment_no, holder, encode(account_hash, 'hex'), encode(account_sealed, 'hex'), encode(id_hash, 'hex'),
       encode(id_sealed, 'hex'), bank, item, area, from_month, to_month, persons, standard_fen, amount_fen
     FROM outgoing o WHERE ${inFile(file)} ORDER BY payment_no COLLATE "C"`,
  )
}

/** A file whose payments are claimed, under its number. */
export interface OutgoingClaim extends OutgoingFile {
  readonly batchNo: string
}

/**
 * Writes down that the gathered payments of some files are in them, of all files at once, and to which account the moved
 * ones go. Gives how many there are.
 */
export async function claimOutgoing(
  tx: Tx,
  { county, runId, attempt }: OutgoingRun,
  files: readonly OutgoingClaim[],
  claim: { readonly at: string; readonly actor: string },
): Promise<number> {
  const claimed = `
    SELECT (${COUNTY_OF_RUN_SQL}) AS county, $2::bigint AS run_id, $3::integer AS attempt, o.*, f.batch_no
    FROM outgoing o
    JOIN unnest($4::text[], $5::text[], $6::text[], $7::text[], $8::text[]) AS f (batch_no, item, bank, first, last)
      ON f.bank = o.bank AND f.item IN (o.item, ${literal(ALL_ITEMS)})
      AND o.payment_no COLLATE "C" BETWEEN f.first AND f.last`
  const of = (name: 'batchNo' | 'item' | 'bank' | 'first' | 'last') => files.map((file) => file[name])
  const values = [county, runId, attempt, of('batchNo'), of('item'), of('bank'), of('first'), of('last')]
  await tx.client.query(
    `INSERT INTO payment_release (county, run_id, attempt, payment_no, account_owner, account_from, account_known, bank,
       released_at, actor)
     SELECT county, run_id, attempt, payment_no, account_owner, account_from, account_known, bank, $9, $10
     FROM (${claimed}) c WHERE moved`,
    [...values, claim.at, claim.actor],
  )
  const { rowCount } = await tx.client.query(
    `INSERT INTO batch_payment (county, run_id, attempt, payment_no, batch_no)
     SELECT county, run_id, attempt, payment_no, batch_no FROM (${claimed}) c ORDER BY payment_no COLLATE "C"`,
    values,
  )
  return rowCount ?? 0
}
