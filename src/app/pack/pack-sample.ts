import { countedBy } from '../../calculation/arrears/prior-runs.store.ts'
import type { Attempt } from '../../calculation/calculation.store.ts'
import { readCitations } from '../../calculation/citations.store.ts'
import { loadCaseComputer } from '../../calculation/engine/case-computer.ts'
import { REPORT_BOM } from '../../kernel/report-csv.ts'
import { drawHouseholds, linesOfHouseholds, personsOf } from '../../pack/sample.store.ts'
import { SAMPLE_COLUMNS, sampleCells, samplePage } from '../../pack/sample-page.ts'
import { type Recomputed, type SampledFamily, sampledFamily } from '../../pack/sampled-family.ts'
import { writeCells } from '../../pack/table-writer.store.ts'
import { citedArticles } from '../../policy/cited-articles.ts'
import type { PolicyDocument } from '../../policy/policy-document.ts'
import type { HouseholdHistory } from '../../registry/household-history.ts'
import { readHouseholds } from '../../registry/household-reader.store.ts'
import { compareReissueLines } from '../../reissue/reissue-lines.store.ts'
import { citationsOf } from '../../rules/citations.ts'
import { findRun } from '../../run/run.store.ts'
import type { Packing } from './packing.ts'

/** How the sample came out. */
export interface SampleFigures {
  readonly households: number
  readonly lines: number
  /** Lines that do not come out as they are stored. */
  readonly differing: number
}

/**
 * Works some families of the run out again from what was known then, and writes each amount with its arithmetic and the
 * articles' words. Which families, the seal decides. A supplementary run works out no month: all its lines are compared
 * with those of the payments that it sends again.
 */
export async function packSample(
  packing: Packing,
  of: {
    readonly attempt: Attempt
    readonly seal: string
    readonly size: number
    readonly documents: readonly PolicyDocument[]
  },
): Promise<SampleFigures> {
  const households = await drawHouseholds(packing.tx, packing.run, of.seal, of.size)
  const families = await recompute(packing, of.attempt, households)
  await writeFamilies(packing, families, of.documents)
  const comparisons = families.flatMap((family) => family.comparisons)
  const differing =
    packing.run.kind === 'supplementary'
      ? await differingReissues(packing)
      : comparisons.filter(({ same }) => !same).length
  return { households: families.length, lines: comparisons.length, differing }
}

async function differingReissues({ tx, run }: Packing): Promise<number> {
  return (await compareReissueLines(tx, await findRun(tx.sql, run.number), run.attempt)).differing
}

async function recompute(
  { context, tx, run }: Packing,
  attempt: Attempt,
  households: readonly string[],
): Promise<SampledFamily[]> {
  const stored = await linesOfHouseholds(tx, run, households)
  const again =
    run.kind === 'supplementary' || households.length === 0
      ? new Map<string, { readonly history: HouseholdHistory; readonly recomputed: Recomputed }>()
      : await computeAgain({ context, tx, run }, attempt, households)
  return households.map((no) => {
    const { history = null, recomputed = null } = again.get(no) ?? {}
    return sampledFamily(no, run.month, { history, stored: stored.get(no)!, recomputed })
  })
}

async function computeAgain(
  { context, tx, run }: Pick<Packing, 'context' | 'tx' | 'run'>,
  attempt: Attempt,
  numbers: readonly string[],
) {
  const { county, runId, number, month } = run
  const key = { county, runId, number, month, kind: run.kind as 'regular' | 'price' }
  const priors = await countedBy(tx.client, key, attempt.attempt)
  const { shared, computeChunk } = await loadCaseComputer(context, key, attempt, priors)
  const histories = await readHouseholds(tx.client, { county: run.county, known: run.known, numbers }, shared)
  const outcomes = await computeChunk(histories)
  return new Map(histories.map((history, i) => [history.householdNo, { history, recomputed: outcomes[i]! }]))
}

async function writeFamilies(
  { context, tx, folder, run, unmask }: Packing,
  families: readonly SampledFamily[],
  documents: readonly PolicyDocument[],
): Promise<void> {
  const named = families.flatMap(({ members, comparisons, incomes, enrolments }) => [
    ...members.map(({ personNo }) => personNo),
    ...comparisons.flatMap(({ stored, recomputed }) => [stored?.personNo ?? 0, recomputed?.personNo ?? 0]),
    ...[...incomes, ...enrolments].map(({ personNo }) => personNo),
  ])
  const persons = await personsOf(tx, context.cipher, { run, unmask, persons: [...new Set(named)].filter(Boolean) })
  const kept = await readCitations(tx.client, run.county)
  const told = families.map((family, i) => {
    const lines = family.comparisons.map(({ stored, recomputed }) => recomputed ?? stored!)
    const names = [...family.exceptions.map(({ cites }) => cites), ...lines.map(({ used }) => used?.cites)]
    const cited = [...new Set(names)].flatMap((name) => (name && (kept.get(name) ?? citationsOf(name))) || [])
    const articles = citedArticles(documents, cited)
    return { family, facts: { order: i + 1, month: run.month, persons, articles } }
  })
  const says = '由封存校验值抽出的家庭,按当时所知重新计算:家庭情况、每一元的算式、条文原话。'
  const pages = told.map(({ family, facts }) => samplePage(family, facts))
  await folder.writeText('抽样/抽样重算.txt', says, [REPORT_BOM, ...pages])
  const table = { file: '抽样/抽样重算.csv', says: '同上,每行一条,存档与重算并列。', titles: SAMPLE_COLUMNS }
  await writeCells(
    folder,
    table,
    told.map(({ family, facts }) => sampleCells(family, facts)),
  )
}
