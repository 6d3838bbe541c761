import { join } from 'node:path'
import { type Context, requireRole } from '../../access/context.ts'
import { countedBy } from '../../calculation/arrears/prior-runs.store.ts'
import { storedRows } from '../../calculation/attempt-lines.store.ts'
import { type Attempt, latestAttempt } from '../../calculation/calculation.store.ts'
import { loadCaseComputer } from '../../calculation/engine/case-computer.ts'
import { CaseProgress } from '../../calculation/engine/case-progress.ts'
import { streamCases } from '../../calculation/engine/case-stream.ts'
import { codeRevision } from '../../calculation/engine/code-revision.ts'
import { lineRow, rowLike } from '../../calculation/stored-line.store.ts'
import { firstBrokenAudit } from '../../db/audit.store.ts'
import { inTransaction } from '../../db/transaction.ts'
import type { Problem } from '../../kernel/problem.ts'
import { Refused } from '../../kernel/refusal.ts'
import { compareReissueLines } from '../../reissue/reissue-lines.store.ts'
import { REPORT_REFUSALS } from '../../reports/refusals.ts'
import { findRun, type Run, runEvents } from '../../run/run.store.ts'
import { STATE_NAMES } from '../../run/run-state.ts'
import { sealOf } from '../../run/seal.store.ts'
import { DEFAULT_CHUNK } from '../calculate/calculate-run.ts'
import { holdsFamilies } from '../calculate/supplement-arrears.ts'
import { checkFiles } from './verify-files.ts'
import { finding } from './verify-finding.ts'

export interface Verification {
  readonly run: Run
  readonly linesRecomputed: number
  readonly linesDiffering: number
  readonly seal: 'matches' | 'broken' | 'not-sealed'
  readonly audit: 'matches' | 'broken'
  readonly files: number
  readonly problems: readonly Problem[]
}

/**
 * Recomputes a run from what was known then and compares lines, seal, audit chain, and the files where they were
 * written (`out/<run>` unless said).
 */
export async function verifyRun(
  context: Context,
  number: string,
  { out = join('out', number) }: { readonly out?: string } = {},
): Promise<Verification> {
  await requireRole(context, 'maker', 'checker', 'auditor', 'admin')
  const run = await findRun(context.database.sql, number)
  const attempt = await latestAttempt(context.database.sql, run)
  if (!attempt?.finished) {
    throw new Refused(REPORT_REFUSALS['verify.not-calculated'](number))
  }
  const families = await holdsFamilies(context, run)
  const compare = run.kind === 'supplementary' && !families ? compareReissued : compareLines
  const lines = await compare(context, run, attempt)
  const seal = await checkSeal(context, run)
  const broken = await firstBrokenAudit(context.database.sql, run.county)
  const { files, fileProblems } = await checkFiles(context, run, out)
  const problems = [
    ...(attempt.codeRevision === codeRevision() ? [] : [otherCode(attempt)]),
    ...(lines.first ? [lineDiffers(lines.differing, lines.first)] : []),
    ...(seal === 'broken' ? [finding('verify.seal-broken', `批次 ${number} 的明细与封存校验值不一致。`)] : []),
    ...(await stateProblems(context, run)),
    ...(broken === null ? [] : [finding('verify.audit-broken', `审计链自第 ${broken} 条起对不上。`)]),
    ...fileProblems,
  ]
  const audit = broken === null ? 'matches' : 'broken'
  return { run, linesRecomputed: lines.recomputed, linesDiffering: lines.differing, seal, audit, files, problems }
}

/** A supplementary run of reissues works out no month: its lines are those of the payments that it sends again. */
async function compareReissued({ database }: Context, run: Run, { attempt }: Attempt) {
  return await inTransaction(database.pool, (tx) => compareReissueLines(tx, run, attempt))
}

/** Walks the stored lines and the recomputed ones side by side, both in the order of households. */
async function compareLines(context: Context, run: Run, attempt: Attempt) {
  const priors = await inTransaction(context.database.pool, (tx) => countedBy(tx.client, run, attempt.attempt))
  const { shared, only, computeChunk } = await loadCaseComputer(context, run, attempt, priors)
  const span = { county: run.county, known: attempt.known, after: null, chunkSize: DEFAULT_CHUNK, only }
  const result = { recomputed: 0, differing: 0, first: null as string | null }
  const told = new CaseProgress(context, '核查', span)
  for await (const chunk of streamCases(context.database.pool, span, shared)) {
    const stored = await storedRows(context.database.pool, run, attempt.attempt, chunk)
    for (const { lines } of await computeChunk(chunk.histories)) {
      for (const line of lines) {
        result.recomputed++
        if (stored.delete(lineRow(line)) || stored.delete(rowLike(UNTOLD, line))) continue
        result.differing++
        result.first ??= line.householdNo
      }
    }
    for (const row of stored) {
      result.differing++
      result.first ??= row.split('\t')[0]!
    }
    told.passed(chunk.histories.length)
  }
  return result
}

/** A line of an older version, which keeps nothing of what it used. */
const UNTOLD = { used: null }

async function checkSeal({ database }: Context, run: Run): Promise<Verification['seal']> {
  const sealed = (await runEvents(database.sql, run)).findLast(({ seal }) => seal !== null)
  if (!sealed?.seal || !sealed.attempt || run.state === 'open' || run.state === 'calculated') return 'not-sealed'
  const client = await database.pool.connect()
  try {
    return (await sealOf(client, run, sealed.attempt)) === sealed.seal ? 'matches' : 'broken'
  } finally {
    client.release()
  }
}

/** A state that no step brought about was written past the programme. */
async function stateProblems({ database }: Context, run: Run): Promise<Problem[]> {
  const last = (await runEvents(database.sql, run)).at(-1)?.to ?? 'open'
  if (last === run.state) return []
  const message = `批次 ${run.number} 的状态是「${STATE_NAMES[run.state]}」,而最后一步记录是「${STATE_NAMES[last]}」。`
  return [finding('verify.state-differs', message)]
}

function lineDiffers(count: number, household: string): Problem {
  return finding('verify.lines-differ', `按当时所知重算,有 ${count} 行与存档不同,首个在家庭 ${household}。`)
}

function otherCode({ codeRevision: then }: Attempt): Problem {
  return {
    code: 'verify.other-code',
    severity: 'warning',
    message: `该批次由程序版本 ${then} 计算,现在是 ${codeRevision()}。`,
    remedy: '若明细不同,请用当时的版本核验。',
  }
}
