import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Context } from '../src/access/context.ts'
import { type ExportedFile, exportRun } from '../src/app/export/export-run.ts'
import { reconcileRun } from '../src/app/reconcile/reconcile-run.ts'
import { importReturn } from '../src/app/returns/returns-import.ts'
import { approveRun, submitRun } from '../src/app/run/runs.ts'
import type { BankAnswer } from '../src/demo/play/demo-bank.ts'
import { secondsOf } from './measure.ts'
import { forgetPeak, peakMiB } from './peak-memory.ts'

/** What one step of a month took. */
export interface Step {
  readonly seconds: number
  readonly peakMiB: number
}

/** A calculated run on its way to the banks and back. */
export interface SettledMonth {
  /** Both people's steps, with the seal made twice. */
  readonly approve: Step
  readonly export: Step & { readonly payments: number }
  readonly returns: Step & { readonly rows: number }
  readonly reconcile: Step
}

/** Writes what the banks answer to files in the folder. */
export type Banks = (files: readonly ExportedFile[], folder: string) => Promise<readonly BankAnswer[]>

export interface MonthPeople {
  readonly maker: Context
  readonly checker: Context
  readonly banks: Banks
}

/** Submits, approves, exports, takes the banks' answers in and reconciles; files go to a new `folder`. */
export async function settleMonth(
  { maker, checker, banks }: MonthPeople,
  number: string,
  folder: string,
): Promise<SettledMonth> {
  mkdirSync(folder, { recursive: true })
  const own = { ...maker, home: folder } // the ledger of what went out is this month's alone
  const approve = await measured(async () => {
    await submitRun(maker, number)
    await approveRun(checker, number)
  })
  let files: readonly ExportedFile[] = []
  const exported = await measured(async () => {
    files = (await exportRun(own, number, { out: join(folder, 'out') })).files
  })
  const answers = await banks(files, folder)
  let rows = 0
  const returned = await measured(async () => {
    for (const { path } of answers) rows += (await importReturn(own, number, path)).rows
  })
  const reconcile = await measured(() => reconcileRun(own, number, { out: join(folder, 'reports') }))
  const payments = files.reduce((sum, { batch }) => sum + batch.rows, 0)
  return { approve, export: { ...exported, payments }, returns: { ...returned, rows }, reconcile }
}

/** Seconds and peak memory of one step. */
export async function measured(work: () => Promise<unknown>): Promise<Step> {
  forgetPeak()
  const seconds = await secondsOf(work)
  return { seconds, peakMiB: peakMiB() }
}
