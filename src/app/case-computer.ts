import type { Kysely } from 'kysely'
import type { RunKind } from '../approval/run-state.ts'
import type { Attempt } from '../calculation/calculation.store.ts'
import type { CaseOutcome } from '../calculation/case-result.ts'
import { computeCase } from '../calculation/compute-case.ts'
import type { DueContext } from '../calculation/due-context.ts'
import { computePriceCase } from '../calculation/price-case.ts'
import type { Schema } from '../db/schema.ts'
import type { Month } from '../kernel/month.ts'
import { loadPolicyBook } from '../policy/policy.store.ts'
import type { HouseholdHistory } from '../registry/household-history.ts'
import { readIndexFigures } from '../registry/index-figures.store.ts'
import { readSharedPersons, type SharedPersons } from '../registry/shared-persons.store.ts'
import { decidePrice } from '../rules/price-subsidy/decide-price.ts'
import { buildIndexBook } from '../rules/price-subsidy/index-book.ts'
import type { PriceDecision } from '../rules/price-subsidy/price-decision.ts'
import type { Context } from './context.ts'
import { lookupsOf } from './policy-lookups.ts'

/** What a run works its cases out with, as known to one attempt. */
export interface CaseComputer {
  readonly shared: SharedPersons
  compute(history: HouseholdHistory): CaseOutcome
}

type Knowledge = Pick<Attempt, 'known' | 'policyRevision' | 'indexKnown' | 'firstMonth'>

/** Loads documents, shared persons and, for a price run, the published indices. */
export async function loadCaseComputer(
  context: Context,
  run: { readonly county: string; readonly month: Month; readonly kind: RunKind },
  attempt: Knowledge,
): Promise<CaseComputer> {
  const { dueContext, shared } = await loadDueContext(context, run.county, attempt)
  if (run.kind !== 'price') return { shared, compute: (history) => computeCase(history, run.month, dueContext) }
  const decisionFor = await loadDecisions(context.database.sql, run.month, attempt)
  return { shared, compute: (history) => computePriceCase(history, run.month, { ...dueContext, decisionFor }) }
}

/** The documents and shared persons that an attempt works with. */
export async function loadDueContext(
  { database }: Context,
  county: string,
  attempt: Pick<Knowledge, 'known' | 'policyRevision' | 'firstMonth'>,
): Promise<{ dueContext: DueContext; shared: SharedPersons }> {
  const book = await loadPolicyBook(database.sql, attempt.policyRevision)
  const client = await database.pool.connect()
  try {
    const shared = await readSharedPersons(client, county, attempt.known)
    const dueContext = { firstMonth: attempt.firstMonth, lookup: lookupsOf(book), sharedPersons: shared.households }
    return { dueContext, shared }
  } finally {
    client.release()
  }
}

/** What the indices published by then mean for each area and the index month. */
export async function loadDecisions(
  db: Kysely<Schema>,
  month: Month,
  { policyRevision, indexKnown }: Pick<Knowledge, 'policyRevision' | 'indexKnown'>,
): Promise<(area: string) => PriceDecision> {
  const book = await loadPolicyBook(db, policyRevision)
  const figures = await readIndexFigures(db, indexKnown)
  const indices = buildIndexBook(figures)
  const bound = [...book.documents, ...figures].map(({ area }) => area).filter((area) => area.length > COUNTY_DIGITS)
  const lookup = lookupsOf(book)
  const decided = new Map<string, PriceDecision>()
  return (area) => {
    const place = decidingPlace(area, bound)
    const known = decided.get(place)
    if (known) return known
    const decision = decidePrice({ area: place, month }, lookup(area, month), indices)
    decided.set(place, decision)
    return decision
  }
}

const COUNTY_DIGITS = 6

/** Decisions are told by county, or by the smallest place below it that a document or a figure binds. */
function decidingPlace(area: string, bound: readonly string[]): string {
  const within = bound.filter((place) => area.startsWith(place))
  return within.reduce(
    (smallest, place) => (place.length > smallest.length ? place : smallest),
    area.slice(0, COUNTY_DIGITS),
  )
}
