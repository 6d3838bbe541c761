import type { Kysely } from 'kysely'
import type pg from 'pg'
import type { Context } from '../../access/context.ts'
import type { Schema } from '../../db/schema.ts'
import { addMonths, type Month } from '../../kernel/month.ts'
import { loadPolicyBook } from '../../policy/policy.store.ts'
import type { HouseholdHistory } from '../../registry/household-history.ts'
import { readIndexFigures } from '../../registry/index-figures.store.ts'
import { readSharedPersons, type SharedPersons } from '../../registry/shared-persons.store.ts'
import { lookupsOf } from '../../rules/policy-lookups.ts'
import { decidePrice } from '../../rules/price-subsidy/decide-price.ts'
import { buildIndexBook } from '../../rules/price-subsidy/index-book.ts'
import type { PriceDecision } from '../../rules/price-subsidy/price-decision.ts'
import type { NumberedRun } from '../../run/run-key.ts'
import type { RecoveryEntry } from '../arrears/due-differences.ts'
import { readRecoveryEntries } from '../arrears/lined-up.store.ts'
import type { PriorRun } from '../arrears/prior-runs.store.ts'
import { putInHouseholds } from '../arrears/put-in.store.ts'
import type { Rework } from '../arrears/rework.ts'
import { computeCase } from '../compute-case.ts'
import type { DueContext } from '../due-context.ts'
import { computePriceCase, type PriceContext } from '../price-case.ts'
import { type Known, planRework } from './rework-plan.ts'
import { type SettledOutcome, type Settling, settleChunk } from './settle-chunk.ts'

/** What a run works its cases out with, as known to one attempt. */
export interface CaseComputer {
  readonly shared: SharedPersons
  /** The households it is for; null where it is for all. */
  readonly only: readonly string[] | null
  /** Lines, listings and open recoveries of a chunk of cases, differences for earlier months included. */
  computeChunk(histories: readonly HouseholdHistory[]): Promise<SettledOutcome[]>
}

/**
 * What is known beside the households themselves, as plain data that another process may be given: who appears in several
 * households, what earlier runs lined up, what is to be worked out again.
 */
export interface CaseBasis {
  readonly planned: NumberedRun
  readonly only: readonly string[] | null
  readonly shared: SharedPersons
  readonly rework: Rework
  readonly entries: readonly RecoveryEntry[]
  readonly priors: readonly PriorRun[]
}

/** Loads documents, shared persons, what earlier runs lined up and, for a price run, the published indices. */
export async function loadCaseComputer(
  context: Context,
  run: NumberedRun,
  attempt: Known,
  priors: readonly PriorRun[],
): Promise<CaseComputer> {
  return await caseComputer(context, attempt, await loadCaseBasis(context, run, attempt, priors))
}

/** Reads everything that the cases of a run have in common, documents left out. */
export async function loadCaseBasis(
  { database }: Context,
  run: NumberedRun,
  attempt: Known,
  priors: readonly PriorRun[],
): Promise<CaseBasis> {
  return await withClient(database.pool, async (client) => {
    const { planned, only } = await plannedAs(client, run, priors)
    const shared = await readSharedPersons(client, run.county, attempt.known)
    const rework = await planRework(client, planned, attempt, priors, shared)
    const entries = await readRecoveryEntries(client, planned.county, attempt.known)
    return { planned, only, shared, rework, entries, priors }
  })
}

/** Makes the computer of a run's cases out of what they have in common and of the documents. */
export async function caseComputer(context: Context, attempt: Known, basis: CaseBasis): Promise<CaseComputer> {
  const { planned, only, shared, rework, entries, priors } = basis
  const { pool, sql } = context.database
  const dueContext = await dueContextOf(sql, attempt, shared)
  const compute = await casesOf(context, attempt, dueContext, planned, only !== null)
  const { county, month } = planned
  const { cipher } = context
  const settling = { county, month, rework, priors, entries, cipher, compute, lookup: dueContext.lookup }
  return {
    shared,
    only,
    computeChunk: (histories) => withClient(pool, (client) => settleChunk(client, settling, histories)),
  }
}

/**
 * A supplementary run with families works out no month of its own: it stands where the next regular run would, and only
 * the differences for the months before are lined up.
 */
async function plannedAs(
  client: pg.ClientBase,
  run: NumberedRun,
  priors: readonly PriorRun[],
): Promise<{ planned: NumberedRun; only: readonly string[] | null }> {
  if (run.kind !== 'supplementary') return { planned: run, only: null }
  const only = await putInHouseholds(client, run)
  const last = priors.findLast(({ kind }) => kind === 'regular')?.month ?? run.month
  return { planned: { ...run, kind: 'regular', month: addMonths(last, 1) }, only }
}

const NO_LINES = { lines: [], exceptions: [] }

async function casesOf(
  context: Context,
  attempt: Known,
  dueContext: DueContext,
  { kind, month: own }: NumberedRun,
  withoutOwn: boolean,
): Promise<Settling['compute']> {
  if (kind === 'price') return await priceCases(context, attempt, dueContext)
  if (withoutOwn) return (history, month) => (month === own ? NO_LINES : computeCase(history, month, dueContext))
  return (history, month) => computeCase(history, month, dueContext)
}

async function priceCases(context: Context, attempt: Known, dueContext: DueContext): Promise<Settling['compute']> {
  const decisions = await loadDecisionsByMonth(context.database.sql, attempt)
  const contexts = new Map<Month, PriceContext>()
  return (history, month) => {
    let known = contexts.get(month)
    if (!known) {
      known = { ...dueContext, decisionFor: decisions(month) }
      contexts.set(month, known)
    }
    return computePriceCase(history, month, known)
  }
}

async function withClient<T>(pool: pg.Pool, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect()
  try {
    return await work(client)
  } finally {
    client.release()
  }
}

/** The documents and shared persons that an attempt works with. */
export async function loadDueContext(
  { database }: Context,
  county: string,
  attempt: Pick<Known, 'known' | 'policyRevision' | 'firstMonth'>,
): Promise<{ dueContext: DueContext; shared: SharedPersons }> {
  const shared = await withClient(database.pool, (client) => readSharedPersons(client, county, attempt.known))
  return { dueContext: await dueContextOf(database.sql, attempt, shared), shared }
}

async function dueContextOf(
  db: Kysely<Schema>,
  { policyRevision, firstMonth }: Pick<Known, 'policyRevision' | 'firstMonth'>,
  { households }: SharedPersons,
): Promise<DueContext> {
  return { firstMonth, lookup: lookupsOf(await loadPolicyBook(db, policyRevision)), sharedPersons: households }
}

/** What the indices published by then mean for each area and the index month. */
export async function loadDecisions(
  db: Kysely<Schema>,
  month: Month,
  knowledge: Pick<Known, 'policyRevision' | 'indexKnown'>,
): Promise<(area: string) => PriceDecision> {
  return (await loadDecisionsByMonth(db, knowledge))(month)
}

async function loadDecisionsByMonth(
  db: Kysely<Schema>,
  { policyRevision, indexKnown }: Pick<Known, 'policyRevision' | 'indexKnown'>,
): Promise<(month: Month) => (area: string) => PriceDecision> {
  const book = await loadPolicyBook(db, policyRevision)
  const figures = await readIndexFigures(db, indexKnown)
  const indices = buildIndexBook(figures)
  const bound = [...book.documents, ...figures].map(({ area }) => area).filter((area) => area.length > COUNTY_DIGITS)
  const lookup = lookupsOf(book)
  return (month) => {
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
