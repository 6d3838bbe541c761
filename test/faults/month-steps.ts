import { writeFileSync } from 'node:fs'
import { calculateRun } from '../../src/app/calculate/calculate-run.ts'
import { exportRun } from '../../src/app/export/export-run.ts'
import { reissueRun } from '../../src/app/reissue/reissue-run.ts'
import { importReturn } from '../../src/app/returns/returns-import.ts'
import { closeRun } from '../../src/app/run/close-run.ts'
import { openRun } from '../../src/app/run/open-run.ts'
import { approveRun, rejectRun, submitRun, voidRun } from '../../src/app/run/runs.ts'
import type { Database } from '../../src/db/connect.ts'
import { importRows } from '../support/registry.ts'
import { SAMPLE, SAMPLE_MONTH, sampleRows } from '../support/sample-county.ts'
import { CHUNK, type Stage, type Trial } from './county.ts'

/** A step of the month as somebody takes it over a connection: from which stage, and what is done. */
export interface Step {
  readonly name: string
  readonly from: Stage
  take(trial: Trial, database: Database, number: string): Promise<unknown>
}

/** The 2nd household's income as it turned out later. */
const CORRECTION = { ...sampleRows(2).incomes[1]!, 月收入: '123.45' }

/** Every step that changes the state of a month. Taken twice by the same person, each is done once. */
export const STEPS: readonly Step[] = [
  {
    name: 'import',
    from: 'imported',
    take: (trial, database) => importRows(trial.as('经办甲', database), 'incomes', [CORRECTION]),
  },
  {
    name: 'open',
    from: 'imported',
    take: (trial, database) =>
      openRun(trial.as('经办甲', database), { county: SAMPLE, month: SAMPLE_MONTH, kind: 'regular' }),
  },
  {
    name: 'calculate',
    from: 'opened',
    take: (trial, database, number) => calculateRun(trial.as('经办甲', database), number, CHUNK),
  },
  {
    name: 'submit',
    from: 'calculated',
    take: (trial, database, number) => submitRun(trial.as('经办甲', database), number),
  },
  {
    name: 'approve',
    from: 'submitted',
    take: (trial, database, number) => approveRun(trial.as('复核甲', database), number),
  },
  {
    name: 'reject',
    from: 'submitted',
    take: (trial, database, number) => rejectRun(trial.as('复核甲', database), number, '示例原因'),
  },
  {
    name: 'void',
    from: 'approved',
    take: (trial, database, number) => voidRun(trial.as('经办甲', database), number, '示例原因'),
  },
  {
    name: 'export',
    from: 'approved',
    take: (trial, database, number) => exportRun(trial.as('经办甲', database), number, { out: trial.out }),
  },
  {
    name: 'return',
    from: 'exported',
    take: (trial, database, number) => importReturn(trial.as('经办甲', database), number, trial.answer),
  },
  {
    name: 'reissue',
    from: 'settled',
    take: (trial, database, number) =>
      reissueRun(trial.as('经办甲', database), number, { sameAccount: true, why: '示例原因' }),
  },
  {
    name: 'close',
    from: 'settled',
    take: (trial, database, number) => closeRun(trial.as('复核甲', database), number, '示例原因'),
  },
]

/** Writes a file for a step to read. */
export function written(path: string, content: string | Uint8Array): string {
  writeFileSync(path, content)
  return path
}
