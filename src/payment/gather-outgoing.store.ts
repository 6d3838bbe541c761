import { planByStatistics, planForBulk } from '../db/bulk-plan.ts'
import { literal } from '../db/copy.ts'
import type { Tx } from '../db/transaction.ts'
import { invariant } from '../kernel/invariant.ts'
import type { CalculatedRun } from '../run/run-key.ts'
import { accountChoiceSql, deadPayeesSql } from './account-choice.ts'
import { nextOutgoing, type OutgoingFile, type OutgoingGroup } from './outgoing.store.ts'

/** What a file says of a payment beside its account. */
const SAID = ['area', 'from_month', 'to_month', 'persons', 'standard_fen']
const COLUMNS = ['payment_no', 'item', 'bank', 'amount_fen', 'account_owner', 'account_from', 'account_known', 'moved']
const saidBy = (payment: string) => SAID.map((column) => `${payment}.${column}`).join(', ')

/** First export: every payment that was not held when the run was calculated goes to the account it had then. */
export async function gatherApproved(tx: Tx, run: CalculatedRun): Promise<void> {
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
  run: CalculatedRun,
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
  run: CalculatedRun,
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

function ofRun({ county, runId, attempt }: CalculatedRun, alias: string): string {
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
