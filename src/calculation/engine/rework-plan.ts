import { queriesOn, type Tx } from '../../db/transaction.ts'
import { addMonths, type Month } from '../../kernel/month.ts'
import { changedFigures } from '../../registry/index-figures.store.ts'
import type { SharedPersons } from '../../registry/shared-persons.store.ts'
import type { NumberedRun } from '../../run/run-key.ts'
import { changedHouseholds } from '../arrears/changed-since.store.ts'
import { linedUpHouseholds } from '../arrears/lined-up.store.ts'
import { readOpenRecoveries } from '../arrears/open-recovery.store.ts'
import { countedBy, type PriorRun, priorKey } from '../arrears/prior-runs.store.ts'
import { type AreaChange, linkHouseholds, type Rework } from '../arrears/rework.ts'
import type { Attempt } from '../calculation.store.ts'
import { readCitations } from '../citations.store.ts'
import { changedDocuments } from './changed-documents.ts'

/** What an attempt knows, as far as it decides which earlier months are worked out anew. */
export type Known = Pick<Attempt, 'known' | 'policyRevision' | 'indexKnown' | 'codeRevision' | 'firstMonth'>

/**
 * Which earlier months a run works out anew, and for whom: what became known since the run before, and the months that
 * no run has had. Where the runs before do not stand on each other (one was voided, one came late, the programme changed)
 * everything is worked out, which costs time and never differs.
 */
export async function planRework(
  client: Tx['client'],
  run: NumberedRun,
  attempt: Known,
  priors: readonly PriorRun[],
  shared: SharedPersons,
): Promise<Rework> {
  const plan: Rework = {
    months: earlierMonths(run, attempt.firstMonth, priors),
    settledTo: null,
    ownMonth: priors.some(({ month }) => month >= run.month),
    households: new Map(),
    areas: [],
    carried: { households: new Set(), reasons: new Map() },
    linked: linkHouseholds(shared.everIn),
    cited: new Map(),
    general: '以前的批次有作废、补开或程序更正,全部重算',
  }
  if (plan.months.length === 0) return plan
  const before = priors.findLast((prior) => prior.kind === run.kind && prior.month < run.month)
  if (!before) return { ...plan, general: '该月此前没有批次' }
  const cited = await readCitations(client, run.county)
  const known = { ...(await whatChanged(client, run, before, attempt)), cited }
  const standing = await standsOn(client, run.county, before, attempt, priors)
  if (!standing || plan.ownMonth) return { ...plan, ...known }
  const carried = await carriedFrom(client, run.county, [before, ...standing])
  return { ...plan, ...known, carried, settledTo: before.month }
}

/** A regular run may touch every month since the system's first, a price run the months that had a price run. */
function earlierMonths({ kind, month }: NumberedRun, first: Month, priors: readonly PriorRun[]): Month[] {
  if (kind === 'price')
    return [...new Set(priors.map((prior) => prior.month))].filter((one) => one < month && one >= first)
  const months: Month[] = []
  for (let at = first; at < month; at = addMonths(at, 1)) months.push(at)
  return months
}

/** The supplementary runs since the run before; null where the run before does not stand on all the others as they are. */
async function standsOn(
  client: Tx['client'],
  county: string,
  before: PriorRun,
  { codeRevision, firstMonth }: Known,
  priors: readonly PriorRun[],
): Promise<PriorRun[] | null> {
  if (before.codeRevision !== codeRevision || before.firstMonth !== firstMonth) return null
  const counted = await countedBy(client, { ...before, county }, before.attempt)
  const now = new Set(priors.map(priorKey))
  if (counted.some((prior) => !now.has(priorKey(prior)))) return null
  const then = new Set([before, ...counted].map(priorKey))
  const since = priors.filter((prior) => !then.has(priorKey(prior)))
  return since.every(({ kind }) => kind === 'supplementary') ? since : null
}

async function whatChanged(
  client: Tx['client'],
  { county, kind }: NumberedRun,
  before: PriorRun,
  attempt: Known,
): Promise<Pick<Rework, 'households' | 'areas'>> {
  const households = await changedHouseholds(client, { county, since: before.known, until: attempt.known })
  const documents = await changedDocuments(queriesOn(client), before.policyRevision, attempt.policyRevision)
  const figures: AreaChange[] =
    kind === 'price' ? await changedFigures(client, before.indexKnown, attempt.indexKnown) : []
  return { households, areas: [...documents, ...figures] }
}

/** Who still owes something after the runs, or was paid something by a supplementary run in between. */
async function carriedFrom(
  client: Tx['client'],
  county: string,
  runs: readonly PriorRun[],
): Promise<Rework['carried']> {
  const households = new Set<string>()
  const reasons = new Map<string, string>()
  for (const run of runs) {
    const open = await readOpenRecoveries(client, county, run)
    for (const one of open.households) households.add(one)
    for (const [key, reason] of open.reasons) reasons.set(key, reason)
    if (run.kind !== 'supplementary') continue
    for (const householdNo of await linedUpHouseholds(client, county, run)) households.add(householdNo)
  }
  return { households, reasons }
}
