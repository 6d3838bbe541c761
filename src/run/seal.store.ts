import { createHash } from 'node:crypto'
import type pg from 'pg'
import { copyOutBytes } from '../db/copy.ts'
import { sql } from '../db/statement.ts'
import type { Run } from './run.store.ts'

/**
 * What a seal is taken of is fixed for ever, in this order. What a line used is sealed behind its 依据: lines of older
 * versions keep none, and their seals stay what they were.
 */
const LINE_COLUMNS = sql`household_no, person_no, programme, component, benefit_month, type, item, enrolment_no, payee_no, area, persons, standard_fen, amount_fen, formula, basis || coalesce(chr(31) || used, '')`
const PAYMENT_COLUMNS = sql`payment_no, item, payee_no, household_no, area, from_month, to_month, persons, standard_fen, lines, amount_fen, account_owner, account_from, account_known, bank, hold_code`

/**
 * SHA-256 over every line and every payment of one attempt, in the order of their keys. What was approved and what is
 * exported are the same exactly when their seals are.
 */
export async function sealOf(client: pg.ClientBase, run: Run, attempt: number): Promise<string> {
  const hash = createHash('sha256')
  const of = sql`county = ${run.county} AND run_id = ${run.runId} AND attempt = ${attempt}`
  const lines = sql`SELECT ${LINE_COLUMNS} FROM line WHERE run_month = ${run.month} AND ${of}
    ORDER BY household_no, person_no, programme, component, benefit_month, type`
  const payments = sql`SELECT ${PAYMENT_COLUMNS} FROM payment WHERE ${of} ORDER BY payment_no`
  for (const query of [lines, payments]) {
    for await (const bytes of copyOutBytes(client, query)) hash.update(bytes as Buffer)
    hash.update('\0')
  }
  return hash.digest('hex')
}
