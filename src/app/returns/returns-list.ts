import { type Context, requireRole } from '../../access/context.ts'
import {
  type OpenDecision,
  type OpenQuestion,
  openDecisions,
  openQuestions,
  type RefusedReturn,
  refusedSince,
} from '../../returns/waiting.store.ts'
import { type ImportedReturn, listReturns } from '../../returns/withdrawal.store.ts'
import { findRun } from '../../run/run.store.ts'

export interface ReturnsOverview {
  readonly returns: readonly ImportedReturn[]
  readonly questions: readonly OpenQuestion[]
  readonly decisions: readonly OpenDecision[]
  /** Returns that were refused since the last one that was applied. */
  readonly refused: readonly RefusedReturn[]
}

/** What has been said about a run's payments, and what waits for a person. */
export async function overviewReturns(context: Context, number: string): Promise<ReturnsOverview> {
  await requireRole(context, 'maker', 'checker', 'auditor', 'admin')
  const client = await context.database.pool.connect()
  try {
    const run = await findRun(context.database.sql, number)
    const questions = await openQuestions(client, run)
    const decisions = await openDecisions(client, run)
    const refused = await refusedSince(client, run)
    const returns = await listReturns(client, run)
    return { returns, questions, decisions, refused }
  } finally {
    client.release()
  }
}
