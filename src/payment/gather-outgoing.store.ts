import { planByStatistics, planForBulk } from '../db/bulk-plan.ts'
import { carryOut, createTemporary, onlyRowOf, rowOf, type Statement, sql } from '../db/statement.ts'
import type { Tx } from '../db/transaction.ts'
import { invariant } from '../kernel/invariant.ts'
import type { CalculatedRun } from '../run/run-key.ts'
import { accountsChosen, deadPayees } from './account-choice.store.ts'
import { nextOutgoing, type OutgoingFile, type OutgoingGroup } from './outgoing.store.ts'

/** What a file says of a payment beside its account. */
const SAID = ['area', 'from_month', 'to_month', 'persons', 'standard_fen']
const COLUMNS = ['payment_no', 'item', 'bank', 'amount_fen', 'account_owner', 'account_from', 'account_known', 'moved']
const columnsOf = (table: string, columns: readonly string[]) =>
  sql.join(columns.map((column) => sql.ref(`${table}.${column}`)))

/** First export: every payment that was not held when the run was calculated goes to the account it had then. */
export async function gatherApproved(tx: Tx, run: CalculatedRun): Promise<void> {
  await gather(
    tx,
    run.county,
    sql`SELECT payment_no, item, bank, amount_fen, account_owner, account_from, account_known, false AS moved,
          ${columnsOf('p', SAID)}
        FROM payment p WHERE ${ofRun(run)} AND hold_code IS NULL AND ${NOT_IN_FILE}`,
  )
}

/**
 * Later exports: what is in no file yet and whose payee has a usable account now. Somebody who has died is paid only
 * through an agent who was named after the run was calculated.
 */
export async function gatherReleased(
  tx: Tx,
  run: CalculatedRun,
  now: { readonly known: string; readonly usableMonth: string; readonly calculatedKnown: string },
): Promise<void> {
  const leftOver = sql`left_over`
  await createTemporary(tx.client, 'left_over', sql`SELECT * FROM payment p WHERE ${ofRun(run)} AND ${NOT_IN_FILE}`)
  await carryOut(tx.client, sql`ANALYZE left_over`)
  await planByStatistics(tx) // mostly a few are left, whose accounts are looked up one by one
  await gather(
    tx,
    run.county,
    sql`SELECT p.payment_no, p.item, c.bank, p.amount_fen, c.account_owner, c.account_from, c.account_known,
          (c.account_owner, c.account_from, c.account_known)
            IS DISTINCT FROM (p.account_owner, p.account_from::text, p.account_known) AS moved,
          ${columnsOf('p', SAID)}
        FROM left_over p
        JOIN (${accountsChosen(leftOver, { ...now, county: run.county })}) c USING (payee_no)
        LEFT JOIN (${deadPayees(leftOver, { ...run, known: now.known })}) dead USING (payee_no)
        WHERE c.account_owner IS NOT NULL
          AND (dead.payee_no IS NULL OR (c.agent_no IS NOT NULL AND c.own_known > ${now.calculatedKnown}))`,
  )
  await planForBulk(tx)
}

/** The payments of a file that was claimed before, to the accounts they were claimed for. */
export async function gatherBatch(
  tx: Tx,
  run: CalculatedRun,
  { batchNo, item, bank, rows }: OutgoingGroup & { readonly batchNo: string; readonly rows: number },
): Promise<OutgoingFile | null> {
  if (rows < MANY) await planByStatistics(tx) // a few payments look their accounts up, many read them all
  await gather(
    tx,
    run.county,
    sql`SELECT p.payment_no, p.item, coalesce(r.bank, p.bank) AS bank, p.amount_fen,
          coalesce(r.account_owner, p.account_owner) AS account_owner,
          coalesce(r.account_from, p.account_from) AS account_from,
          coalesce(r.account_known, p.account_known) AS account_known, false AS moved,
          ${columnsOf('p', SAID)}
        FROM batch_payment b
        JOIN payment p USING (county, run_id, attempt, payment_no)
        LEFT JOIN payment_release r USING (county, run_id, attempt, payment_no)
        WHERE b.county = ${run.county} AND b.run_id = ${run.runId} AND b.batch_no = ${batchNo}`,
  )
  await planForBulk(tx)
  return await nextOutgoing(tx, { item, bank }, { after: '', limit: null })
}

const MANY = 10_000

const NOT_IN_FILE = sql`NOT EXISTS (SELECT FROM batch_payment b
  WHERE b.county = p.county AND b.run_id = p.run_id AND b.payment_no = p.payment_no)`

function ofRun({ county, runId, attempt }: CalculatedRun): Statement {
  return sql`p.county = ${county} AND p.run_id = ${runId} AND p.attempt = ${attempt}`
}

/** With the account of each payment, and in the order of the files, so that each file is read off as it lies. */
async function gather(tx: Tx, county: string, payments: Statement): Promise<void> {
  const owner = await ownersApart(tx, county)
  await createTemporary(
    tx.client,
    'outgoing',
    sql`SELECT ${columnsOf('q', [...COLUMNS, ...SAID])}, a.holder, a.account_hash, a.account_sealed, ${owner.columns}
        FROM (${payments}) q
        LEFT JOIN account_fact a ON a.county = ${county} AND a.person_no = q.account_owner
          AND a.from_month = q.account_from AND a.known = q.account_known
        ${owner.join}
        ORDER BY q.bank COLLATE "C", q.item COLLATE "C", q.payment_no COLLATE "C"`,
  )
  await carryOut(tx.client, sql`CREATE INDEX ON outgoing (bank COLLATE "C", item COLLATE "C", payment_no COLLATE "C")`)
  await carryOut(tx.client, sql`ANALYZE outgoing (bank, item, payment_no)`)
  await assertAccountsFound(tx)
}

/** The owners' ID numbers: mostly sealed with the account; all persons are read only where an account lacks its owner's. */
async function ownersApart(tx: Tx, county: string): Promise<{ readonly columns: Statement; readonly join: Statement }> {
  const { apart } = await onlyRowOf(
    tx.client,
    sql<{ apart: boolean }>`
      SELECT EXISTS (SELECT FROM account_fact WHERE county = ${county} AND NOT owner_sealed) AS apart`,
  )
  if (!apart) {
    return { columns: sql`NULL::bytea AS id_hash, NULL::bytea AS id_sealed, a.owner_sealed`, join: sql`` }
  }
  return {
    columns: sql`person.id_hash, person.id_sealed, a.owner_sealed`,
    join: sql`LEFT JOIN person ON NOT a.owner_sealed AND person.county = ${county}
      AND person.person_no = q.account_owner`,
  }
}

/** A payment without the account that it was claimed for would stay out of every file, and nobody would miss it. */
async function assertAccountsFound(tx: Tx): Promise<void> {
  const without = await rowOf(
    tx.client,
    sql<{ payment_no: string }>`
      SELECT payment_no FROM outgoing WHERE account_sealed IS NULL OR (NOT owner_sealed AND id_sealed IS NULL) LIMIT 1`,
  )
  invariant(!without, `the account of payment ${without?.payment_no} is not on record`)
}
