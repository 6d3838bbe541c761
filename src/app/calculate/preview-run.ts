import { type Context, requireRole } from '../../access/context.ts'
import { priorRuns } from '../../calculation/arrears/prior-runs.store.ts'
import type { OpenRecovery } from '../../calculation/arrears/settle-case.ts'
import { knowledgeNow, systemFirstMonth } from '../../calculation/calculation.store.ts'
import type { BenefitLine } from '../../calculation/case-result.ts'
import { boundMemory } from '../../calculation/engine/bounded-memory.ts'
import { loadCaseComputer } from '../../calculation/engine/case-computer.ts'
import { CaseProgress } from '../../calculation/engine/case-progress.ts'
import { streamCases } from '../../calculation/engine/case-stream.ts'
import { codeRevision } from '../../calculation/engine/code-revision.ts'
import { inTransaction } from '../../db/transaction.ts'
import type { Fen } from '../../kernel/money.ts'
import { isMonth } from '../../kernel/month.ts'
import { compare } from '../../kernel/order.ts'
import { Refused } from '../../kernel/refusal.ts'
import { knowledgeOf } from '../../registry/county-knowledge.store.ts'
import { RUN_REFUSALS } from '../../run/refusals.ts'
import { findRun, type Run } from '../../run/run.store.ts'
import { DEFAULT_CHUNK } from './calculate-run.ts'

/** What one benefit month and type of line would come to. */
interface PreviewRow {
  readonly month: string
  readonly type: BenefitLine['type']
  readonly programme: string
  readonly households: number
  readonly lines: number
  readonly totalFen: Fen
}

/** What a run would line up with what is known now. Nothing is stored. */
export interface Preview {
  readonly county: string
  readonly month: string
  readonly kind: Run['kind']
  readonly households: number
  readonly lines: number
  readonly totalFen: Fen
  readonly rows: readonly PreviewRow[]
  /** Recoveries that would stay open: how many, and fen. */
  readonly open: { readonly count: number; readonly fen: Fen }
  /** The families whose earlier months change most, by fen, at most ten. */
  readonly largest: readonly { readonly householdNo: string; readonly fen: Fen }[]
}

/** Either a run that is open or calculated, or a county and month of which nothing was opened yet. */
export type PreviewRequest = { readonly run: string } | { readonly county: string; readonly month: string }

type Previewed = Pick<Run, 'county' | 'runId' | 'number' | 'month' | 'kind'>

/** Works a run out without storing it, so that the cost of a document or a correction is known before anybody decides. */
export async function previewRun(context: Context, request: PreviewRequest): Promise<Preview> {
  await requireRole(context, 'maker', 'checker', 'auditor')
  const run = await previewed(context, request)
  const { pool } = context.database
  const { known, priors } = await inTransaction(pool, async (tx) => {
    const now = await knowledgeNow(tx, run.county)
    const firstMonth = (await systemFirstMonth(tx.sql, run.county)) ?? run.month
    const first = firstMonth < run.month ? firstMonth : run.month
    return {
      known: { ...now, codeRevision: codeRevision(), firstMonth: first },
      priors: await priorRuns(tx.client, run),
    }
  })
  const { shared, computeChunk } = await loadCaseComputer(context, run, known, priors)
  const tally = new Tally()
  const span = { county: run.county, known: known.known, after: null, chunkSize: DEFAULT_CHUNK }
  const told = new CaseProgress(context, '试算', span)
  for await (const chunk of streamCases(pool, span, shared)) {
    for (const outcome of await computeChunk(chunk.histories)) tally.add(outcome.lines, outcome.open)
    told.passed(chunk.histories.length)
    boundMemory()
  }
  return { county: run.county, month: run.month, kind: run.kind, ...tally.result() }
}

async function previewed({ database }: Context, request: PreviewRequest): Promise<Previewed> {
  if ('run' in request) return await findRun(database.sql, request.run)
  const { county, month } = request
  if (!isMonth(month)) throw new Refused(RUN_REFUSALS['run.month-invalid'](month))
  if ((await knowledgeOf(database.sql, county)) === null) throw new Refused(RUN_REFUSALS['run.county-unknown'](county))
  return { county, month, runId: '0', number: '试算', kind: 'regular' }
}

/** Sums up lines as they come, without keeping them. */
class Tally {
  households = 0
  readonly #rows = new Map<string, { row: Omit<PreviewRow, 'households'>; families: number }>()
  readonly #changes = new Map<string, Fen>()
  #open = { count: 0, fen: 0n }

  add(lines: readonly BenefitLine[], open: readonly OpenRecovery[]): void {
    if (lines.length > 0) this.households++
    const seen = new Set<string>()
    for (const line of lines) this.#line(line, seen)
    for (const { claimFen, takenFen } of open)
      this.#open = { count: this.#open.count + 1, fen: this.#open.fen + claimFen - takenFen }
  }

  #line({ householdNo, benefitMonth: month, type, programme, amountFen }: BenefitLine, seen: Set<string>): void {
    const key = `${month}\t${type}\t${programme}`
    const known = this.#rows.get(key)
    const { lines, totalFen } = known?.row ?? { lines: 0, totalFen: 0n }
    const families = (known?.families ?? 0) + (seen.has(key) ? 0 : 1)
    seen.add(key)
    this.#rows.set(key, { row: { month, type, programme, lines: lines + 1, totalFen: totalFen + amountFen }, families })
    if (type !== 'normal') this.#changes.set(householdNo, (this.#changes.get(householdNo) ?? 0n) + amountFen)
  }

  result(): Omit<Preview, 'county' | 'month' | 'kind'> {
    const rows = [...this.#rows]
      .sort(([a], [b]) => compare(a, b))
      .map(([, { row, families }]) => ({ ...row, households: families }))
    const size = (fen: Fen) => (fen < 0n ? -fen : fen)
    const largest = [...this.#changes]
      .map(([householdNo, fen]) => ({ householdNo, fen }))
      .sort((a, b) => compare(size(b.fen), size(a.fen)) || compare(a.householdNo, b.householdNo))
    return {
      households: this.households,
      lines: rows.reduce((sum, { lines }) => sum + lines, 0),
      totalFen: rows.reduce((sum, { totalFen }) => sum + totalFen, 0n),
      rows,
      open: this.#open,
      largest: largest.slice(0, 10),
    }
  }
}
