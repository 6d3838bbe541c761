import type { Tx } from '../../db/transaction.ts'
import type { Month } from '../../kernel/month.ts'
import type { CalculatedRun, NumberedRun } from '../../run/run-key.ts'
import { APPROVED_STATES, type RunKind } from '../../run/run-state.ts'

/** A run whose lines count as lined up, with the attempt that counts and what that attempt knew. */
export interface PriorRun extends Omit<CalculatedRun, 'county'> {
  readonly known: number
  readonly policyRevision: number
  readonly indexKnown: number
  readonly codeRevision: string
  readonly firstMonth: Month
}

const COLUMNS = `r.run_id, r.number, r.month, r.kind, c.attempt, c.known, c.policy_revision, c.index_known,
  c.code_revision, c.first_month`

/**
 * The runs whose lines count as lined up for this one: those that were approved, and earlier months that are calculated
 * and wait for approval. A price run counts price runs only, a regular run everything else.
 */
export async function priorRuns(client: Tx['client'], run: NumberedRun): Promise<PriorRun[]> {
  const { rows } = await client.query(
    `SELECT ${COLUMNS} FROM run r
     JOIN LATERAL (SELECT * FROM calculation c WHERE c.county = r.county AND c.run_id = r.run_id
                     AND c.finished_at IS NOT NULL ORDER BY c.attempt DESC LIMIT 1) c ON true
     WHERE r.county = $1 AND r.run_id <> $2 AND (r.kind = 'price') = $3
       AND (r.state = ANY($5)
         OR r.kind <> 'supplementary' AND r.month < $4 AND r.state IN ('calculated', 'submitted'))
     ORDER BY r.month, r.run_id`,
    [run.county, run.runId, run.kind === 'price', run.month, APPROVED_STATES],
  )
  return rows.map(toPrior)
}

/** The runs that an attempt counted, as they were then. */
export async function countedBy(client: Tx['client'], run: NumberedRun, attempt: number): Promise<PriorRun[]> {
  const { rows } = await client.query(
    `SELECT ${COLUMNS} FROM calculation_prior p
     JOIN run r ON r.county = p.county AND r.run_id = p.prior_run_id
     JOIN calculation c ON c.county = p.county AND c.run_id = p.prior_run_id AND c.attempt = p.prior_attempt
     WHERE p.county = $1 AND p.run_id = $2 AND p.attempt = $3 ORDER BY r.month, r.run_id`,
    [run.county, run.runId, attempt],
  )
  return rows.map(toPrior)
}

/** Notes what an attempt counts as lined up, together with the attempt itself. */
export async function insertPriors(
  tx: Tx,
  run: NumberedRun,
  attempt: number,
  priors: readonly PriorRun[],
): Promise<void> {
  await tx.client.query(
    `INSERT INTO calculation_prior (county, run_id, attempt, prior_run_id, prior_attempt)
     SELECT $1, $2, $3, * FROM unnest($4::bigint[], $5::integer[])`,
    [run.county, run.runId, attempt, priors.map(({ runId }) => runId), priors.map((prior) => prior.attempt)],
  )
}

/** True where both name the same attempts of the same runs. */
export function samePriors(a: readonly PriorRun[], b: readonly PriorRun[]): boolean {
  const key = (priors: readonly PriorRun[]) => priors.map(priorKey).sort().join()
  return key(a) === key(b)
}

/** Names a run's attempt. */
export function priorKey({ runId, attempt }: Pick<PriorRun, 'runId' | 'attempt'>): string {
  return `${runId}:${attempt}`
}

function toPrior(row: Record<string, string>): PriorRun {
  return {
    runId: row.run_id!,
    number: row.number!,
    month: row.month!,
    kind: row.kind as RunKind,
    attempt: Number(row.attempt),
    known: Number(row.known),
    policyRevision: Number(row.policy_revision),
    indexKnown: Number(row.index_known),
    codeRevision: row.code_revision!,
    firstMonth: row.first_month!,
  }
}
