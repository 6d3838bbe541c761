import { join } from 'node:path'
import { type Context, requireRole } from '../../access/context.ts'
import { type Attempt, latestAttempt } from '../../calculation/calculation.store.ts'
import { loadDecisions } from '../../calculation/engine/case-computer.ts'
import { publishReport } from '../../files/publish-report.store.ts'
import { invariant } from '../../kernel/invariant.ts'
import { Refused } from '../../kernel/refusal.ts'
import { areasOf } from '../../registry/areas.store.ts'
import type { DecisionPage } from '../../reports/decision-page.ts'
import type { AreaDecision, PriceDecisionReport, PriceTotals, Signatures } from '../../reports/price-decision.ts'
import { askedFigures } from '../../reports/price-decision-change.ts'
import { renderPageHtml } from '../../reports/price-decision-html.ts'
import {
  type CalculatedPriceRun,
  type RecipientRow,
  readDifferences,
  readListed,
  readRecipients,
  readTotals,
} from '../../reports/price-decision-lines.store.ts'
import { decisionPage } from '../../reports/price-decision-page.ts'
import { groupRecipients } from '../../reports/price-decision-recipients.ts'
import { basisOf, priceTerms } from '../../reports/price-decision-terms.ts'
import type { PriceDecision } from '../../rules/price-subsidy/price-decision.ts'
import { RUN_REFUSALS } from '../../run/refusals.ts'
import { findRun, type Run, type RunEvent, runEvents } from '../../run/run.store.ts'
import { earlierCalculations } from './price-earlier.ts'
import { PriceKnowledges } from './price-knowledge.ts'

/** The report's file name; a later state of the run (approved, recalculated) gets a number of its own. */
export const DECISION_FILE = '价格补贴启动决定.html'

export interface WrittenDecision {
  readonly report: PriceDecisionReport
  readonly page: DecisionPage
  /** Where the page stands. */
  readonly file: string
}

/** Writes the decision of a price run as one page that can be printed and signed (`out/<run>` unless said). */
export async function writePriceDecision(
  context: Context,
  number: string,
  options: { readonly out?: string | undefined } = {},
): Promise<WrittenDecision> {
  await requireRole(context, 'maker', 'checker', 'auditor', 'admin')
  const report = await reportPriceDecision(context, number)
  const page = decisionPage(report)
  const file = await publishReport(options.out ?? join('out', number), DECISION_FILE, [renderPageHtml(page)])
  return { report, page, file }
}

/** What a price run decided and pays, from what its latest calculation knew. */
export async function reportPriceDecision({ database }: Context, number: string): Promise<PriceDecisionReport> {
  const run = await findRun(database.sql, number)
  refuseOtherKinds(run)
  const attempt = await latestAttempt(database.sql, run)
  if (!attempt?.finished) throw new Refused(RUN_REFUSALS['price.not-calculated'](number))
  const events = await runEvents(database.sql, run)
  const of = { ...run, attempt: attempt.attempt, known: attempt.known }
  const knowledges = new PriceKnowledges(database.sql)
  const areas = await decideAreas(database, run, attempt, await readRecipients(database.pool, of), knowledges)
  const differences = await readDifferences(database.pool, of)
  const places = areas.map(({ decision }) => decision.area)
  return {
    run: { number, county: run.county, month: run.month, state: run.state },
    attempt: attempt.attempt,
    calculatedAt: attempt.knownAt.slice(0, 16),
    policyRevision: attempt.policyRevision,
    ...{ areas, differences },
    totals: await checkedTotals(database.pool, of, attempt, { areas, differences }),
    listed: await readListed(database.pool, of),
    changes: await earlierCalculations(database.pool, run, attempt, places, knowledges),
    signed: signaturesOf(run, events),
  }
}

function refuseOtherKinds(run: Run): void {
  if (run.kind === 'price') return
  throw new Refused(RUN_REFUSALS['price.not-a-price-run'](run.number))
}

type Database = Context['database']

async function decideAreas(
  database: Database,
  run: Run,
  attempt: Attempt,
  recipients: readonly RecipientRow[],
  knowledges: PriceKnowledges,
): Promise<AreaDecision[]> {
  const decisionFor = await loadDecisions(database.sql, run.month, attempt)
  const decisions = [...new Set((await areasOf(database.pool, run.county, attempt.known)).map(decisionFor))]
  return await Promise.all(
    decisions.map(async (decision) => {
      const own = recipients.filter(({ area }) => decisionFor(area) === decision)
      return await describeArea(decision, own, attempt, knowledges)
    }),
  )
}

async function describeArea(
  decision: PriceDecision,
  rows: readonly RecipientRow[],
  attempt: Attempt,
  knowledges: PriceKnowledges,
): Promise<AreaDecision> {
  const knowledge = await knowledges.of(attempt, decision.area, decision.month)
  const groups = knowledge.lookup('price-subsidy.recipients')?.value ?? []
  const amount = knowledge.lookup('price-subsidy.amount')?.value ?? null
  return {
    decision,
    figures: askedFigures(decision, knowledge),
    bases: {
      trigger: basisOf(knowledge.lookup, 'price-subsidy.trigger'),
      recipients: basisOf(knowledge.lookup, 'price-subsidy.recipients'),
    },
    terms: priceTerms(knowledge.lookup),
    recipients: decision.outcome === 'fired' ? groupRecipients(rows, groups, amount) : [],
  }
}

/** Lines, payments, the calculation's own count and the page's parts must be one amount. */
async function checkedTotals(
  pool: Database['pool'],
  of: CalculatedPriceRun,
  { progress }: Attempt,
  { areas, differences }: Pick<PriceDecisionReport, 'areas' | 'differences'>,
): Promise<PriceTotals> {
  const { paymentsFen, ...totals } = await readTotals(pool, of)
  const parts = [...areas.flatMap(({ recipients }) => recipients), ...differences]
  const partsFen = parts.reduce((sum, { totalFen }) => sum + totalFen, 0n)
  const same = [partsFen, paymentsFen, progress.totalFen].every((fen) => fen === totals.totalFen)
  invariant(
    same,
    `lines ${totals.totalFen}, payments ${paymentsFen}, parts ${partsFen}, counted ${progress.totalFen} fen`,
  )
  return totals
}

function signaturesOf(run: Run, events: readonly RunEvent[]): Signatures {
  const approval = run.state === 'void' ? undefined : events.findLast(({ action }) => action === 'approve')
  return {
    maker: run.maker,
    checker: approval?.actor ?? null,
    approvedOn: approval?.at.slice(0, 10) ?? null,
  }
}
