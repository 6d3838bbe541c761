import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import type { Tx } from './transaction.ts'

/** The chain of what belongs to no county: users, policy documents. */
export const NO_COUNTY = '000000'
const FIRST = '0'.repeat(64)

/**
 * Appends one row to the county's audit chain, in the transaction of the change it tells of. Rows of one county wait for
 * each other here, so the chain has no forks. `detail` holds row ids and figures, never personal numbers.
 */
export async function appendAudit(
  tx: Tx,
  county: string,
  entry: { readonly at: string; readonly actor: string; readonly action: string; readonly detail: string },
): Promise<void> {
  await sql`SELECT pg_advisory_xact_lock(hashtextextended(${`audit ${county}`}, 0))`.execute(tx.sql)
  const last = await auditHead(tx.sql, county)
  const row = { county, audit_no: last.no + 1, ...entry, previous: last.hash }
  await tx.sql
    .insertInto('audit')
    .values({ ...row, hash: auditHash(row) })
    .execute()
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

/** SHA-256 over the stored text of a row and the hash before it. */
export function auditHash(row: {
  readonly county: string
  readonly audit_no: number
  readonly at: string
  readonly actor: string
  readonly action: string
  readonly detail: string
  readonly previous: string
}): string {
  const text = [row.previous, row.county, row.audit_no, row.at, row.actor, row.action, row.detail].join('\0')
  return createHash('sha256').update(text).digest('hex')
}

/** The number of the first row of a county's chain that does not fit the one before it, or null when all fit. */
export async function firstBrokenAudit(db: Tx['sql'], county: string): Promise<number | null> {
  let previous = FIRST
  for (let no = 0; ; ) {
    const page = db.selectFrom('audit').selectAll().where('county', '=', county).where('audit_no', '>', no)
    const rows = await page.orderBy('audit_no').limit(1000).execute()
    if (rows.length === 0) return null
    for (const row of rows) {
      no++
      if (Number(row.audit_no) !== no || row.previous !== previous || row.hash !== auditHash({ ...row, audit_no: no }))
        return no
      previous = row.hash
    }
  }
}
