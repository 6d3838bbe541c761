import { createHash } from 'node:crypto'
import type pg from 'pg'
import { noteReceipt } from './lost-reply.ts'
import { carryOut, rowOf, sql } from './statement.ts'
import type { Tx } from './transaction.ts'

/** The chain of what belongs to no county: users, policy documents. */
export const NO_COUNTY = '000000'
const FIRST = '0'.repeat(64)
const SM3 = 'sm3:'

/** What happened. `detail` holds row ids and figures, never personal numbers; nor do `before` and `after`. */
export interface AuditEntry {
  readonly at: string
  readonly actor: string
  readonly action: string
  readonly detail: string
  /** What the change replaced; absent where something was added. Stands behind the detail, as `before → after`. */
  readonly before?: string
  readonly after?: string
}

/**
 * Appends one row to the county's audit chain, in the transaction of the change it tells of. Rows of one county wait for
 * each other here, so the chain has no forks. The connection says whether hashes are SM3; SHA-256 where it says nothing.
 */
export async function appendAudit(tx: Tx, county: string, entry: AuditEntry): Promise<void> {
  const lock = await sql<{ digest: string | null }>`
    SELECT current_setting('huimin.digest', true) AS digest
    FROM pg_advisory_xact_lock(hashtextextended(${`audit ${county}`}, 0))`.execute(tx.sql)
  const last = await auditHead(tx.sql, county)
  const { before, after, detail, ...rest } = entry
  const change = before || after ? ` ${before ?? ''} → ${after ?? ''}` : ''
  const row = { county, audit_no: last.no + 1, ...rest, detail: detail + change, previous: last.hash }
  const digest = lock.rows[0]?.digest === 'sm3' ? 'sm3' : 'sha256'
  const hash = auditHash(row, digest)
  await tx.sql
    .insertInto('audit')
    .values({ ...row, hash })
    .execute()
  noteReceipt(tx.client, (client) => isInChain(client, county, row.audit_no, hash))
}

/** Whether this very row stands in the chain, once nobody is appending to it any more. */
async function isInChain(client: pg.ClientBase, county: string, no: number, hash: string): Promise<boolean> {
  await carryOut(client, sql`SELECT pg_advisory_xact_lock(hashtextextended(${`audit ${county}`}, 0))`)
  const row = sql`SELECT FROM audit WHERE county = ${county} AND audit_no = ${no} AND hash = ${hash}`
  return (await rowOf(client, row)) !== undefined
}

/** The number and hash of the county's latest audit row. */
export async function auditHead(db: Tx['sql'], county: string): Promise<{ no: number; hash: string }> {
  const last = await db
    .selectFrom('audit')
    .select(['audit_no', 'hash'])
    .where('county', '=', county)
    .orderBy('audit_no', 'desc')
    .limit(1)
    .executeTakeFirst()
  return { no: Number(last?.audit_no ?? 0), hash: last?.hash ?? FIRST }
}

/** The hash over the stored text of a row and the hash before it, in hex; an SM3 says so in front. */
function auditHash(row: AuditRow, digest: 'sha256' | 'sm3' = 'sha256'): string {
  const text = [row.previous, row.county, row.audit_no, row.at, row.actor, row.action, row.detail].join('\0')
  const hash = createHash(digest).update(text).digest('hex')
  return digest === 'sm3' ? SM3 + hash : hash
}

/** Whether a row's hash is that of its text; the hash itself says by which algorithm. */
export function auditRowFits(row: AuditRow & { readonly hash: string }): boolean {
  return row.hash === auditHash(row, row.hash.startsWith(SM3) ? 'sm3' : 'sha256')
}

type AuditRow = Omit<AuditEntry, 'before' | 'after'> & {
  readonly county: string
  readonly audit_no: number
  readonly previous: string
}

/** The number of the first row of a county's chain that does not fit the one before it, or null when all fit. */
export async function firstBrokenAudit(db: Tx['sql'], county: string): Promise<number | null> {
  let previous = FIRST
  for (let no = 0; ; ) {
    const page = db.selectFrom('audit').selectAll().where('county', '=', county).where('audit_no', '>', String(no))
    const rows = await page.orderBy('audit_no').limit(1000).execute()
    if (rows.length === 0) return null
    for (const row of rows) {
      no++
      const follows = Number(row.audit_no) === no && row.previous === previous
      if (!follows || !auditRowFits({ ...row, audit_no: no })) return no
      previous = row.hash
    }
  }
}
