import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { calculateAnyRun } from '../../src/app/calculate/calculate-any-run.ts'
import { calculateRun } from '../../src/app/calculate/calculate-run.ts'
import { type ExportResult, exportRun } from '../../src/app/export/export-run.ts'
import { reissueRun } from '../../src/app/reissue/reissue-run.ts'
import { importReturn } from '../../src/app/returns/returns-import.ts'
import { closeRun } from '../../src/app/run/close-run.ts'
import { openRun } from '../../src/app/run/open-run.ts'
import { approveRun, rejectRun, submitRun, voidRun } from '../../src/app/run/runs.ts'
import type { Database } from '../../src/db/connect.ts'
import { addMonths } from '../../src/kernel/month.ts'
import { Refused } from '../../src/kernel/refusal.ts'
import { listRuns, type Run } from '../../src/run/run.store.ts'
import { importRows, type TestContext } from '../support/registry.ts'
import { SAMPLE, sampleRows } from '../support/sample-county.ts'
import { bankAnswer, CHUNK, type Trial } from './county.ts'
import type { Damage } from './tally.ts'

/** What people do about a run. */
export type Deed =
  | 'open'
  | 'import'
  | 'calculate'
  | 'submit'
  | 'approve'
  | 'reject'
  | 'void'
  | 'export'
  | 'return'
  | 'reissue'
  | 'close'

/** What helps a run on, and what gets in its way, by its state. */
export const LIKELY: Readonly<Record<Run['state'], readonly Deed[]>> = {
  open: ['calculate', 'calculate', 'import', 'void', 'open'],
  calculated: ['submit', 'submit', 'calculate', 'import', 'void'],
  submitted: ['approve', 'approve', 'approve', 'reject', 'void', 'calculate'],
  approved: ['export', 'export', 'export', 'void', 'import', 'approve'],
  exported: ['return', 'return', 'export', 'close', 'void'],
  settled: ['close', 'reissue', 'reissue', 'return', 'export'],
  closed: ['open', 'reissue', 'open', 'import'],
  void: ['open', 'open', 'calculate'],
}

/** One county and the people at work in it, each on a connection of the trial's or on a link of their own. */
export class Office {
  readonly trial: Trial
  #incomes = 100

  constructor(trial: Trial) {
    this.trial = trial
  }

  get auditor(): TestContext {
    return this.trial.as('审计甲')
  }

  async runs(): Promise<Run[]> {
    return await listRuns(this.auditor.database.sql)
  }

  /** The run opened last. */
  async latest(): Promise<Run> {
    return (await this.runs()).reduce((last, run) => (Number(run.runId) > Number(last.runId) ? run : last))
  }

  outOf({ number }: Pick<Run, 'number'>): string {
    return join(this.trial.out, number)
  }

  /** One deed by a maker or checker with this letter; legal now or not. */
  async act(deed: Deed, run: Run, letter: string, database?: Database): Promise<unknown> {
    const maker = this.trial.as(`经办${letter}`, database)
    const checker = this.trial.as(`复核${letter}`, database)
    const { number } = run
    const deeds: Record<Deed, () => Promise<unknown>> = {
      open: () => openRun(maker, { county: SAMPLE, month: this.#monthAfter(run), kind: 'regular' }),
      import: () => importRows(maker, 'incomes', [{ ...sampleRows(2).incomes[1]!, 月收入: `${this.#incomes++}.00` }]),
      calculate: () => (run.kind === 'regular' ? calculateRun(maker, number, CHUNK) : calculateAnyRun(maker, number)),
      submit: () => submitRun(maker, number),
      approve: () => approveRun(checker, number),
      reject: () => rejectRun(checker, number, '示例原因'),
      void: () => voidRun(maker, number, '示例原因'),
      export: async () => this.#answer(run, await exportRun(maker, number, { out: this.outOf(run) })),
      return: async () =>
        existsSync(this.#answerOf(run)) ? await importReturn(maker, number, this.#answerOf(run)) : null,
      reissue: () => reissueRun(maker, number, { sameAccount: true, why: '示例原因' }),
      close: () => closeRun(checker, number, '示例原因'),
    }
    return await deeds[deed]()
  }

  #monthAfter({ state, kind, month }: Run): string {
    return state === 'closed' && kind === 'regular' ? addMonths(month, 1) : month
  }

  #answerOf({ number }: Run): string {
    return join(this.trial.home, `${number}-回盘.csv`)
  }

  #answer(run: Run, { files }: ExportResult): void {
    const bank = { seed: Number(run.runId), failed: 0.3, missing: 0 }
    writeFileSync(this.#answerOf(run), bankAnswer(files, bank))
  }
}

/** What is wrong with how a deed ended: it is refused in words, and whoever was slower is told who was faster. */
export function misbehaviour(deed: Deed, error: unknown): Damage[] {
  if (!(error instanceof Refused)) return [{ what: 'wrong', how: `${deed} failed: ${error}` }]
  const { code, message } = error.problems[0]!
  const told = /「.+」.*\d{4}-\d\d-\d\d/.test(message)
  return code === 'run.overtaken' && !told ? [{ what: 'wrong', how: `does not say who: ${message}` }] : []
}
