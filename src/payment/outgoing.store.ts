import { countyOfRun } from '../db/bulk-plan.ts'
import { carryOut, onlyRowOf, rowsOf, type Statement, sql } from '../db/statement.ts'
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
const ALL_ITEMS = '*'

/** 补贴项目 of a file in Chinese. */
export function itemName(item: string): string {
  return item === ALL_ITEMS ? '各项补贴' : programmeName(item)
}

/** Leaves payments out that the layout cannot carry. */
export async function leaveOut(tx: Tx, paymentNos: readonly string[]): Promise<void> {
  await carryOut(tx.client, sql`DELETE FROM outgoing WHERE payment_no = ANY(${paymentNos})`)
}

/** The groups that the gathered payments make up, in a fixed order. */
export async function outgoingGroups(tx: Tx, together: { readonly items: boolean }): Promise<OutgoingGroup[]> {
  const item = together.items ? sql`${ALL_ITEMS}::text` : sql`item`
  return await rowsOf(
    tx.client,
    sql<OutgoingGroup>`
      SELECT item, bank FROM (SELECT DISTINCT ${item} AS item, bank FROM outgoing) g
      ORDER BY item COLLATE "C", bank COLLATE "C"`,
  )
}

interface PartRow {
  readonly count: string
  readonly total: string
  readonly first: string
  readonly last: string
}

/** The next file of a group: its payments after a 支付编号, at most `limit` of them; null when none is left. */
export async function nextOutgoing(
  tx: Tx,
  group: OutgoingGroup,
  { after, limit }: { readonly after: string; readonly limit: number | null },
): Promise<OutgoingFile | null> {
  const inOrder = limit === null ? sql`` : sql`ORDER BY payment_no COLLATE "C" LIMIT ${limit}`
  const part = sql`SELECT payment_no, amount_fen FROM outgoing o
    WHERE ${inGroup(group)} AND o.payment_no > ${after}::text COLLATE "C" ${inOrder}`
  const { count, total, first, last } = await onlyRowOf(
    tx.client,
    sql<PartRow>`
      SELECT count(*) AS count, sum(amount_fen)::bigint AS total, min(payment_no COLLATE "C") AS first,
        max(payment_no COLLATE "C") AS last
      FROM (${part}) part`,
  )
  if (count === '0') return null
  return { item: group.item, bank: group.bank, first, last, count: Number(count), totalFen: BigInt(total) }
}

/** Count and total of each item in a file, in a fixed order. */
export async function outgoingItems(
  tx: Tx,
  file: OutgoingFile,
): Promise<{ readonly item: string; readonly rows: number; readonly totalFen: Fen }[]> {
  if (file.item !== ALL_ITEMS) return [{ item: file.item, rows: file.count, totalFen: file.totalFen }]
  const rows = await rowsOf(
    tx.client,
    sql<{ item: string; count: string; total: string }>`
      SELECT item, count(*) AS count, sum(amount_fen)::bigint AS total FROM outgoing o WHERE ${inFile(file)}
      GROUP BY item ORDER BY item COLLATE "C"`,
  )
  return rows.map(({ item, count, total }) => ({ item, rows: Number(count), totalFen: BigInt(total) }))
}

function inGroup({ item, bank }: OutgoingGroup): Statement {
  const one = item === ALL_ITEMS ? sql`` : sql` AND o.item COLLATE "C" = ${item}`
  return sql`o.bank COLLATE "C" = ${bank}${one}`
}

/** Which of the gathered payments `o` a file holds. */
export function inFile(file: Pick<OutgoingFile, 'item' | 'bank' | 'first' | 'last'>): Statement {
  return sql`${inGroup(file)} AND o.payment_no COLLATE "C" BETWEEN ${file.first} AND ${file.last}`
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
  run: CalculatedRun,
  files: readonly OutgoingClaim[],
  claim: { readonly at: string; readonly actor: string },
): Promise<number> {
  const of = (name: 'batchNo' | 'item' | 'bank' | 'first' | 'last') => sql`${files.map((file) => file[name])}::text[]`
  const claimed = sql`
    SELECT ${countyOfRun(run)} AS county, ${run.runId}::bigint AS run_id, ${run.attempt}::integer AS attempt, o.*, f.batch_no
    FROM outgoing o
    JOIN unnest(${of('batchNo')}, ${of('item')}, ${of('bank')}, ${of('first')}, ${of('last')})
      AS f (batch_no, item, bank, first, last)
      ON f.bank = o.bank AND f.item IN (o.item, ${ALL_ITEMS})
      AND o.payment_no COLLATE "C" BETWEEN f.first AND f.last`
  await carryOut(
    tx.client,
    sql`INSERT INTO payment_release (county, run_id, attempt, payment_no, account_owner, account_from, account_known, bank,
          released_at, actor)
        SELECT county, run_id, attempt, payment_no, account_owner, account_from, account_known, bank,
          ${claim.at}, ${claim.actor}
        FROM (${claimed}) c WHERE moved`,
  )
  return await carryOut(
    tx.client,
    sql`INSERT INTO batch_payment (county, run_id, attempt, payment_no, batch_no)
        SELECT county, run_id, attempt, payment_no, batch_no FROM (${claimed}) c ORDER BY payment_no COLLATE "C"`,
  )
}
