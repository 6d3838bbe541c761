import { carryOut, sql } from '../db/statement.ts'
import type { Tx } from '../db/transaction.ts'
import type { CalculatedRun } from '../run/run-key.ts'
import type { Finding } from './findings.store.ts'

/** A checker's word that a finding may pass. */
export interface Waiver {
  readonly check: string
  readonly subject: string
  readonly why: string
  readonly actor: string
  /** Instant (ISO). */
  readonly at: string
}

/** What has been let pass of an attempt. */
export async function waiversOf(tx: Tx, { county, runId, attempt }: CalculatedRun): Promise<Waiver[]> {
  const query = tx.sql.selectFrom('check_waiver').where('county', '=', county).where('run_id', '=', runId)
  return await query
    .select(['check_code as check', 'subject', 'why', 'actor', 'at'])
    .where('attempt', '=', attempt)
    .orderBy('check_code')
    .orderBy('subject')
    .execute()
}

/** Lets findings pass; what was let pass before stays as it was. */
export async function insertWaivers(
  tx: Tx,
  { county, runId, attempt }: CalculatedRun,
  findings: readonly Finding[],
  by: Pick<Waiver, 'why' | 'actor' | 'at'>,
): Promise<void> {
  const [checks, subjects, says] = [
    findings.map((one) => one.check),
    findings.map((one) => one.subject),
    findings.map((one) => one.says),
  ]
  const insert = sql`
    INSERT INTO check_waiver (county, run_id, attempt, check_code, subject, says, why, actor, at)
    SELECT ${county}, ${runId}, ${attempt}, f.*, ${by.why}, ${by.actor}, ${by.at}
    FROM unnest(${checks}::text[], ${subjects}::text[], ${says}::text[]) AS f
    ON CONFLICT DO NOTHING`
  await carryOut(tx.client, insert)
}
