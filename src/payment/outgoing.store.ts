import { COUNTY_OF_RUN_SQL } from '../db/bulk-plan.ts'
import { copyOut, literal } from '../db/copy.ts'
import type { Tx } from '../db/transaction.ts'
import type { Fen } from '../kernel/money.ts'
import { programmeName } from '../policy/programmes.ts'
import type { CalculatedRun } from '../run/run-key.ts'

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
  { county, runId, attempt }: CalculatedRun,
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
