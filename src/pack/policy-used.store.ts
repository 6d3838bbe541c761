import { createHash } from 'node:crypto'
import { rowsOf, sql } from '../db/statement.ts'
import type { Tx } from '../db/transaction.ts'
import type { Month } from '../kernel/month.ts'
import { filesAt, type PolicyFile, parseStored } from '../policy/policy.store.ts'
import type { PolicyDocument } from '../policy/policy-document.ts'
import { ofAttempt } from './packed-rows.store.ts'
import type { PackedRun } from './packed-run.ts'
import type { PlaceMonth } from './parameter-values.ts'

/** A document that bound the county when the run was calculated, word for word. */
export interface UsedDocument {
  readonly file: PolicyFile
  readonly document: PolicyDocument
  /** Name inside the pack; documents whose files were called the same get a number. */
  readonly name: string
  /** The stored text still has the hash that was recorded when it was loaded. */
  readonly intact: boolean
}

/** The documents of a revision whose area holds the county or lies in it. */
export async function usedDocuments(tx: Tx, county: string, revision: number): Promise<UsedDocument[]> {
  const taken = new Map<string, number>()
  const used: UsedDocument[] = []
  for (const file of await filesAt(tx.sql, revision)) {
    const [document] = parseStored([file])
    if (!document || !(county.startsWith(document.area) || document.area.startsWith(county))) continue
    const plain = file.fileName.replace(/[\\/\p{Cc}]/gu, '_')
    const times = (taken.get(plain) ?? 0) + 1
    taken.set(plain, times)
    const intact = createHash('sha256').update(file.yaml).digest('hex') === file.sha256
    used.push({ file, document, name: times === 1 ? plain : `${times}-${plain}`, intact })
  }
  return used
}

/**
 * Places and months whose parameters the lines rest on: their own, and for a taper also the month in which the dibao
 * ended and the month after it, in which its course was set.
 */
export async function placesOfLines(tx: Tx, run: PackedRun, firstMonth: string): Promise<PlaceMonth[]> {
  const lines = sql`line l WHERE l.run_month = ${run.month} AND ${ofAttempt('l', run)}`
  return await rowsOf(
    tx.client,
    sql<{ area: string; month: Month }>`
    WITH place AS MATERIALIZED (
      SELECT DISTINCT area, benefit_month, enrolment_no, programme FROM ${lines}),
    ended AS (
      SELECT DISTINCT ON (e.enrolment_no) e.enrolment_no, e.to_month FROM enrolment_fact e
      WHERE e.county = ${run.county} AND e.known <= ${run.known}
        AND e.enrolment_no IN (SELECT enrolment_no FROM place WHERE programme = 'taper')
      ORDER BY e.enrolment_no, e.known DESC)
    SELECT area, benefit_month AS month FROM place
    UNION SELECT area, to_month FROM place JOIN ended USING (enrolment_no) WHERE to_month >= ${firstMonth}
    UNION SELECT area, greatest(${firstMonth}::text, to_char((to_month || '-01')::date + interval '1 month', 'YYYY-MM'))
      FROM place JOIN ended USING (enrolment_no)
    UNION SELECT ${run.county}::text, ${run.month}::text`,
  )
}
