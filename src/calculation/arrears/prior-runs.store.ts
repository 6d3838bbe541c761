import { carryOut, rowsOf, sql } from '../../db/statement.ts'
import type { Tx } from '../../db/transaction.ts'
import type { Month } from '../../kernel/month.ts'
import type { CalculatedRun, NumberedRun } from '../../run/run-key.ts'
import { APPROVED_STATES, CALCULATED_STATES, type RunKind } from '../../run/run-state.ts'

/** A run whose lines count as lined up, with the attempt that counts and what that attempt knew. */
export interface PriorRun extends Omit<CalculatedRun, 'county'> {
  readonly known: number
  readonly policyRevision: number
  readonly indexKnown: number
  readonly codeRevision: string
  readonly firstMonth: Month
}

interface PriorRow {
  readonly run_id: string
  readonly number: string
  readonly month: Month
  readonly kind: string
  readonly attempt: number
  readonly known: string
  readonly policy_revision: string
  readonly index_known: string
  readonly code_revision: string
  readonly first_month: Month
}

const COLUMNS = sql`r.run_id, r.number, r.month, r.kind, c.attempt, c.known, c.policy_revision, c.index_known,
  c.code_revision, c.first_month`

/**
 * The runs whose lines count as lined up for this one: those that were approved, and earlier months that are calculated
 * and wait for approval. A price run counts price runs only, a regular run everything else.
 */
export async function priorRuns(client: Tx['client'], run: NumberedRun): Promise<PriorRun[]> {
  const priors = sql<PriorRow>`
    SELECT ${COLUMNS} FROM run r
    JOIN LATERAL (SELECT * FROM calculation c WHERE c.county = r.county AND c.run_id = r.run_id
                    AND c.finished_at IS NOT NULL ORDER BY c.attempt DESC LIMIT 1) c ON true
    WHERE r.county = ${run.county} AND r.run_id <> ${run.runId} AND (r.kind = 'price') = ${run.kind === 'price'}
      AND (r.state = ANY(${APPROVED_STATES})
        OR r.kind <> 'supplementary' AND r.month < ${run.month} AND r.state = ANY(${CALCULATED_STATES}))
    ORDER BY r.month, r.run_id`
  return (await rowsOf(client, priors)).map(toPrior)
}

/** The runs that an attempt counted, as they were then. */
export async function countedBy(client: Tx['client'], run: NumberedRun, attempt: number): Promise<PriorRun[]> {
  const counted = sql<PriorRow>`
    SELECT ${COLUMNS} FROM calculation_prior p
    JOIN run r ON r.county = p.county AND r.run_id = p.prior_run_id
    JOIN calculation c ON c.county = p.county AND c.run_id = p.prior_run_id AND c.attempt = p.prior_attempt
    WHERE p.county = ${run.county} AND p.run_id = ${run.runId} AND p.attempt = ${attempt} ORDER BY r.month, r.run_id`
  return (await rowsOf(client, counted)).map(toPrior)
}

/** Notes what an attempt counts as lined up, together with the attempt itself. */
export async function insertPriors(
  tx: Tx,
  run: NumberedRun,
  attempt: number,
  priors: readonly PriorRun[],
): Promise<void> {
  const [runs, attempts] = [priors.map(({ runId }) => runId), priors.map((prior) => prior.attempt)]
  const note = sql`
    INSERT INTO calculation_prior (county, run_id, attempt, prior_run_id, prior_attempt)
    SELECT ${run.county}, ${run.runId}, ${attempt}, * FROM unnest(${runs}::bigint[], ${attempts}::integer[])`
  await carryOut(tx.client, note)
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

function toPrior(row: PriorRow): PriorRun {
  return {
    runId: row.run_id,
    number: row.number,
    month: row.month,
    kind: row.kind as RunKind,
    attempt: row.attempt,
    known: Number(row.known),
    policyRevision: Number(row.policy_revision),
    indexKnown: Number(row.index_known),
    codeRevision: row.code_revision,
    firstMonth: row.first_month,
  }
}
