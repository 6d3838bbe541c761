import type { Context } from '../../access/context.ts'
import { type Attempt, latestAttempt } from '../../calculation/calculation.store.ts'
import { loadDecisions } from '../../calculation/engine/case-computer.ts'
import {
  type ComponentTotal,
  componentTotals,
  type ExceptionCount,
  exceptionCounts,
  type ListedException,
  listedExceptions,
} from '../../calculation/run-figures.store.ts'
import type { Problem } from '../../kernel/problem.ts'
import { Refused } from '../../kernel/refusal.ts'
import { loadPolicyBook } from '../../policy/policy.store.ts'
import { policyWarnings } from '../../policy/policy-warnings.ts'
import { readProgramme } from '../../policy/programmes.ts'
import { areasOf } from '../../registry/areas.store.ts'
import type { Overdue } from '../../reissue/outstanding.store.ts'
import { REPORT_REFUSALS } from '../../reports/refusals.ts'
import type { PriceDecision } from '../../rules/price-subsidy/price-decision.ts'
import { findRun, type Run, type RunEvent, runEvents } from '../../run/run.store.ts'
import { overdueNow } from '../reissue/reissue-list.ts'

export interface RunReport {
  /** Of a price run: what the indices known to it meant, one for each area that was told apart. */
  readonly decisions: readonly PriceDecision[]
  readonly run: Run
  readonly attempt: Attempt | null
  readonly events: readonly RunEvent[]
  readonly components: readonly ComponentTotal[]
  readonly exceptionCounts: readonly ExceptionCount[]
  /** What a reviewer should look at among the values that the run was calculated with. */
  readonly policyWarnings: readonly Problem[]
  /** What the county's people have waited for too long after a bank returned it. */
  readonly overdue: Overdue
}

/** A run at a glance: how far it is, by whom, what it pays by component, and how many are listed. */
export async function reportRun(context: Context, number: string): Promise<RunReport> {
  const { database } = context
  const run = await findRun(database.sql, number)
  const events = await runEvents(database.sql, run)
  const attempt = await latestAttempt(database.sql, run)
  const of = { ...run, attempt: attempt?.attempt ?? 0 }
  const book = attempt ? await loadPolicyBook(database.sql, attempt.policyRevision) : null
  return {
    decisions: attempt && run.kind === 'price' ? await decisionsOf(database, run, attempt) : [],
    run,
    attempt,
    events,
    components: await componentTotals(database.pool, of),
    exceptionCounts: await exceptionCounts(database.pool, of),
    policyWarnings: book ? policyWarnings(book, run.county, run.month) : [],
    overdue: await overdueNow(context, run.county),
  }
}

async function decisionsOf({ sql, pool }: Context['database'], run: Run, attempt: Attempt): Promise<PriceDecision[]> {
  const decisionFor = await loadDecisions(sql, run.month, attempt)
  return [...new Set((await areasOf(pool, run.county, attempt.known)).map(decisionFor))]
}

/** Everybody who is listed for a run: not paid, held, or to be looked at, with the reason. */
export async function listExceptions({ database }: Context, number: string): Promise<ListedException[]> {
  const run = await findRun(database.sql, number)
  const attempt = await latestAttempt(database.sql, run)
  if (!attempt) throw new Refused(REPORT_REFUSALS['exceptions.not-calculated'](number))
  const rows = await listedExceptions(database.pool, { ...run, attempt: attempt.attempt })
  // what is held names its item, which may be in Chinese
  return rows.map((row) => ({ ...row, programme: readProgramme(row.programme ?? '')?.code ?? row.programme }))
}
