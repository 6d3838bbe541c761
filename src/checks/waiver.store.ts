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
  const { rows } = await tx.client.query<Waiver>(
    `SELECT check_code AS "check", subject, why, actor, at FROM check_waiver
     WHERE county = $1 AND run_id = $2 AND attempt = $3 ORDER BY check_code, subject`,
    [county, runId, attempt],
  )
  return rows
}

/** Lets findings pass; what was let pass before stays as it was. */
export async function insertWaivers(
  tx: Tx,
  { county, runId, attempt }: CalculatedRun,
  findings: readonly Finding[],
  by: Pick<Waiver, 'why' | 'actor' | 'at'>,
): Promise<void> {
  const columns = [
    findings.map((one) => one.check),
    findings.map((one) => one.subject),
    findings.map((one) => one.says),
  ]
  await tx.client.query(
    `INSERT INTO check_waiver (county, run_id, attempt, check_code, subject, says, why, actor, at)
     SELECT $1, $2, $3, f.*, $4, $5, $6 FROM unnest($7::text[], $8::text[], $9::text[]) AS f
     ON CONFLICT DO NOTHING`,
    [county, runId, attempt, by.why, by.actor, by.at, ...columns],
  )
}
