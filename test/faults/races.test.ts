import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, test } from 'vitest'
import { calculateRun } from '../../src/app/calculate-run.ts'
import { closeRun } from '../../src/app/close-run.ts'
import { type ExportResult, exportRun } from '../../src/app/export-run.ts'
import { importReturn } from '../../src/app/returns-import.ts'
import { approveRun, openRun, rejectRun, submitRun, voidRun } from '../../src/app/runs.ts'
import { listRuns, type Run } from '../../src/approval/run.store.ts'
import { addMonths } from '../../src/kernel/month.ts'
import { Refused } from '../../src/kernel/refusal.ts'
import { importRows } from '../support/registry.ts'
import { SAMPLE, sampleRows } from '../support/sample-county.ts'
import { bankAnswer, CHUNK, StagedCounty, type Trial } from './county.ts'
import { brokenFiles } from './file-invariants.ts'
import { brokenInvariants } from './invariants.ts'
import { chance, SEED, trials } from './scale.ts'
import { Counting, type Damage } from './tally.ts'

const ROUNDS_PER_COUNTY = 25
const NAMES = '甲乙丙丁戊己庚辛'
const next = chance(SEED + 4)
const pick = <T>(from: readonly T[]): T => from[Math.floor(next() * from.length)]!

let county: StagedCounty
beforeAll(async () => {
  county = await StagedCounty.prepare('opened')
}, 120_000)

/** One county, and the operators who get in each other's way. */
class Office {
  readonly #trial: Trial
  #incomes = 100

  constructor(trial: Trial) {
    this.#trial = trial
  }

  get auditor() {
    return this.#trial.as('审计甲')
  }

  outOf(run: Pick<Run, 'number'>): string {
    return join(this.#trial.out, run.number)
  }

  answerOf(run: Run): string {
    return join(this.#trial.home, `${run.number}-回盘.csv`)
  }

  /** What people may do about the latest run, legal now or not. */
  deeds(run: Run): Readonly<Record<string, () => Promise<unknown>>> {
    const maker = this.#trial.as(`经办${pick([...NAMES])}`)
    const checker = this.#trial.as(`复核${pick([...NAMES])}`)
    const { number } = run
    const month = run.state === 'closed' ? addMonths(run.month, 1) : run.month
    return {
      open: () => openRun(maker, { county: SAMPLE, month, kind: 'regular' }),
      calculate: () => calculateRun(maker, number, CHUNK),
      submit: () => submitRun(maker, number),
      approve: () => approveRun(checker, number),
      reject: () => rejectRun(checker, number, '示例原因'),
      void: () => voidRun(maker, number, '示例原因'),
      export: async () => this.#answer(run, await exportRun(maker, number, { out: this.outOf(run) })),
      return: () => importReturn(maker, number, this.answerOf(run)),
      close: () => closeRun(checker, number, '示例原因'),
      import: () => importRows(maker, 'incomes', [{ ...sampleRows(2).incomes[1]!, 月收入: `${this.#incomes++}.00` }]),
    }
  }

  #answer(run: Run, { files }: ExportResult): void {
    writeFileSync(this.answerOf(run), bankAnswer(files, { seed: 1, failed: 0.2, missing: 0 }))
  }
}

/** What helps a run on, and what gets in its way, by its state. */
const LIKELY: Readonly<Record<string, readonly string[]>> = {
  open: ['calculate', 'calculate', 'import', 'void', 'open'],
  calculated: ['submit', 'submit', 'calculate', 'import', 'void'],
  submitted: ['approve', 'approve', 'approve', 'reject', 'void', 'calculate'],
  approved: ['export', 'export', 'export', 'void', 'import', 'approve'],
  exported: ['return', 'return', 'export', 'close', 'void'],
  settled: ['close', 'return', 'export'],
  closed: ['open', 'open', 'import'],
  void: ['open', 'open', 'calculate'],
}

/** Two to sixteen people at once; each is done with, or told why not and, where somebody was faster, who it was. */
async function round(office: Office, run: Run): Promise<{ damage: Damage[]; what: string }> {
  const people = 2 + Math.floor(next() * 15)
  const same = next() < 0.4 ? pick(LIKELY[run.state]!) : null
  const deeds = Array.from({ length: people }, () => same ?? pick(LIKELY[run.state]!))
  const ends = await Promise.allSettled(deeds.map((deed) => office.deeds(run)[deed]!()))
  const damage = ends.flatMap((end, i): Damage[] => (end.status === 'rejected' ? judge(deeds[i]!, end.reason) : []))
  return { damage, what: `${run.number} ${run.state}: ${deeds.join(' ')}` }
}

function judge(deed: string, reason: unknown): Damage[] {
  if (deed === 'return' && (reason as { code?: string }).code === 'ENOENT') return [] // the bank has not answered yet
  if (!(reason instanceof Refused)) return [{ what: 'wrong', how: `${deed} failed: ${reason}` }]
  const { code, message } = reason.problems[0]!
  const told = /「.+」.*\d{4}-\d\d-\d\d/.test(message)
  if (code === 'run.overtaken' && !told) return [{ what: 'wrong', how: `does not say who: ${message}` }]
  return []
}

async function latestRun(office: Office): Promise<Run> {
  const runs = await listRuns(office.auditor.database.sql)
  return runs.filter(({ month }) => month === runs[0]!.month).sort((a, b) => Number(b.runId) - Number(a.runId))[0]!
}

test('2 to 16 operators doing the same or conflicting things at once', { timeout: 7_200_000 }, async () => {
  const counting = new Counting('operators racing (rounds)')
  const rounds = trials(8, 1000)
  for (let done = 0; done < rounds; ) {
    const trial = await county.at('opened')
    const office = new Office(trial)
    for (let i = 0; i < ROUNDS_PER_COUNTY && done < rounds; i++, done++) {
      const run = await latestRun(office)
      const { damage, what } = await round(office, run)
      const broken = await brokenInvariants(office.auditor)
      const sent = ['exported', 'settled', 'closed'].includes((await latestRun(office)).state)
      if (sent) broken.push(...(await brokenFiles(office.auditor, run.number, office.outOf(run), { complete: true })))
      counting.trial(what, [...damage, ...broken.map((how): Damage => ({ what: 'wrong', how }))])
    }
    await trial.end()
  }
  counting.done()
})
