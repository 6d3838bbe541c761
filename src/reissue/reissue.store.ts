import { knownToRun } from '../calculation/attempt-basis.store.ts'
import { carryOut, onlyRowOf, rowsOf, sql } from '../db/statement.ts'
import type { Tx } from '../db/transaction.ts'
import { Refused } from '../kernel/refusal.ts'
import { findRun, type Run } from '../run/run.store.ts'
import type { RunKey } from '../run/run-key.ts'
import { REISSUE_REFUSALS } from './refusals.ts'

/** A failure that somebody has put into a supplementary run. */
export interface TakenUp {
  readonly paymentNo: string
  /** Number of the supplementary run. */
  readonly run: string
  readonly actor: string
  readonly at: string
}

/** Which of the run's failures are being sent again already, by whom and since when. */
export async function takenUp(db: Tx['sql'], original: RunKey): Promise<TakenUp[]> {
  return await db
    .selectFrom('reissue as x')
    .innerJoin('run as s', (on) => on.onRef('s.county', '=', 'x.county').onRef('s.run_id', '=', 'x.run_id'))
    .select(['x.original_payment_no as paymentNo', 's.number as run', 'x.actor', 'x.at'])
    .where('x.county', '=', original.county)
    .where('x.original_run_id', '=', original.runId)
    .where('x.withdrawn_at', 'is', null)
    .orderBy('x.original_payment_no')
    .execute()
}

/** The original run's supplementary run (of that month, where one is named) that can still take more, or null. */
export async function supplementaryInHand(db: Tx['sql'], original: RunKey, month: string | null): Promise<Run | null> {
  const query = db
    .selectFrom('reissue as x')
    .innerJoin('run as s', (on) => on.onRef('s.county', '=', 'x.county').onRef('s.run_id', '=', 'x.run_id'))
    .select('s.number')
    .where('x.county', '=', original.county)
    .where('x.original_run_id', '=', original.runId)
    .where('x.withdrawn_at', 'is', null)
    .where('s.state', 'in', ['open', 'calculated'])
  const ofMonth = month === null ? query : query.where('s.month', '=', month)
  const found = await ofMonth.orderBy('s.run_id').limit(1).executeTakeFirst()
  return found ? await findRun(db, found.number) : null
}

/** The run whose money a supplementary run sends again; null for one that holds no reissues. */
export async function originalRunId(db: Tx['sql'], { county, runId }: RunKey): Promise<string | null> {
  const query = db.selectFrom('reissue').select('original_run_id').where('county', '=', county)
  return (await query.where('run_id', '=', runId).limit(1).executeTakeFirst())?.original_run_id ?? null
}

/** The run that money first went out in, before any reissue of a reissue. */
export async function firstRunId(db: Tx['sql'], { county, runId }: RunKey): Promise<string> {
  const original = await originalRunId(db, { county, runId })
  return original === null ? runId : await firstRunId(db, { county, runId: original })
}

/** What the county knew when the money first went out. */
export async function knownToFirst(tx: Tx, run: RunKey): Promise<number> {
  return await knownToRun(tx.sql, { county: run.county, runId: await firstRunId(tx.sql, run) })
}

/** Puts gathered payments into the supplementary run. */
export async function putIn(
  tx: Tx,
  run: Run,
  original: RunKey,
  given: {
    readonly paymentNos: readonly string[]
    readonly why: string | null
    readonly actor: string
    readonly at: string
  },
): Promise<void> {
  await carryOut(
    tx.client,
    sql`INSERT INTO reissue (county, run_id, original_run_id, original_attempt, original_payment_no, ground, same_account,
       account_owner, account_from, account_known, why, actor, at)
     SELECT ${run.county}, ${run.runId}, ${original.runId}, r.attempt, r.payment_no, r.ground, same.account, a.account_owner, a.account_from,
       a.account_known, ${given.why}, ${given.actor}, ${given.at}
     FROM reissuable r
     JOIN reissuable_account a ON a.payment_no = r.payment_no AND a.payee_no = r.payee_no
     JOIN (SELECT payment_no, bool_or(waits IS NOT NULL) AS account FROM reissuable_account GROUP BY payment_no) same
       ON same.payment_no = r.payment_no
     WHERE r.payment_no = ANY(${given.paymentNos})`,
  )
}

/** The reissues of a run that has been voided wait again. */
export async function withdrawReissues(tx: Tx, { county, runId }: RunKey, at: string): Promise<void> {
  await tx.sql
    .updateTable('reissue')
    .set({ withdrawn_at: at })
    .where('county', '=', county)
    .where('run_id', '=', runId)
    .where('withdrawn_at', 'is', null)
    .execute()
}

/**
 * Refused when a payment that a supplementary run is about to send again has been found paid, or unanswered, since it
 * was put in. The original run is locked, so that no return changes it before this transaction ends.
 */
export async function refuseChangedOriginals(tx: Tx, run: Run): Promise<void> {
  if (run.kind !== 'supplementary') return
  const original = await originalRunId(tx.sql, run)
  if (original === null) return
  const locked = tx.sql.selectFrom('run').select('run_id').where('county', '=', run.county)
  await locked.where('run_id', '=', original).forShare().execute()
  const rows = await rowsOf(
    tx.client,
    sql<OriginalPayment>`
      SELECT x.original_run_id AS "runId", x.original_attempt AS attempt, x.original_payment_no AS no FROM reissue x
      WHERE x.county = ${run.county} AND x.run_id = ${run.runId} AND x.withdrawn_at IS NULL AND x.ground = 'failed'
        AND x.original_payment_no NOT IN (SELECT payment_no FROM outcome_in_force
          WHERE county = ${run.county} AND run_id = ${original} AND outcome = 'failed')
      ORDER BY no`,
  )
  const toSend = []
  for (const changed of rows) if (await isStillToSend(tx, run, changed)) toSend.push(changed.no)
  if (toSend.length === 0) return
  throw new Refused(REISSUE_REFUSALS['reissue.original-changed'](run.number, toSend.length, toSend[0]!))
}

/** A payment that a supplementary run sends again. */
interface OriginalPayment {
  readonly runId: string
  readonly attempt: number
  readonly no: string
}

/** Whether a payment of the supplementary run that pays this one again is in no file yet. */
async function isStillToSend(tx: Tx, run: Run, original: OriginalPayment): Promise<boolean> {
  const { still } = await onlyRowOf(
    tx.client,
    sql<{ still: boolean }>`
      SELECT EXISTS (SELECT FROM payment_payee old JOIN payment_payee new ON new.county = old.county
          AND new.run_id = ${run.runId} AND new.attempt = ${run.attempt} AND new.payee_no = old.payee_no
          AND new.item = old.item
        WHERE old.county = ${run.county} AND old.run_id = ${original.runId} AND old.attempt = ${original.attempt}
          AND old.payment_no = ${original.no}
          AND NOT EXISTS (SELECT FROM batch_payment b WHERE b.county = new.county AND b.run_id = new.run_id
            AND b.payment_no = new.payment_no)) AS still`,
  )
  return still
}
