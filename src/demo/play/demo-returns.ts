import { writeFileSync } from 'node:fs'
import { extname, join } from 'node:path'
import type { Context } from '../../access/context.ts'
import type { ExportResult } from '../../app/export/export-run.ts'
import { writeBenefitLines } from '../../app/reconcile/lines.ts'
import { type Reconciliation, reconcileRun } from '../../app/reconcile/reconcile-run.ts'
import { confirmOutcome, decideOutcome } from '../../app/returns/returns-decide.ts'
import { importReturn, type ReturnResult } from '../../app/returns/returns-import.ts'
import { importStatement, type StatementResult } from '../../app/returns/returns-statement.ts'
import type { Problem } from '../../kernel/problem.ts'
import { Refused } from '../../kernel/refusal.ts'
import { shanghaiDay } from '../../kernel/shanghai-time.ts'
import type { Batch } from '../../payment/batch.store.ts'
import { statementText } from '../world/statement-text.ts'
import { troubledReturns } from '../world/troubled-returns.ts'
import { answerAsBanks, type BankAnswer, fileToRefuse } from './demo-bank.ts'
import type { DemoFolder } from './demo-folder.ts'
import type { DemoSteps } from './demo-steps.ts'
import { figure } from './demo-words.ts'

/** A return that was refused, and every problem in it. */
interface RefusedReturn {
  readonly what: string
  readonly bank: string
  readonly path: string
  readonly problems: readonly Problem[]
}

/** What the banks answered to a run, and how it closes. */
export interface DemoReturns {
  readonly answers: readonly BankAnswer[]
  readonly refused: readonly RefusedReturn[]
  /** The file that its bank refused as a whole. */
  readonly refusedFile: Batch | undefined
  readonly statementFile: string
  readonly reconciled: Reconciliation
}

interface ReturnsStage {
  readonly steps: DemoSteps
  readonly folder: DemoFolder
  readonly seed: number
}

/** What the banks answer, rightly and wrongly, what they debit, and that it closes to the fen. */
export async function settleMonth(
  [maker, checker]: readonly [Context, Context],
  exported: ExportResult,
  { steps, folder, seed }: ReturnsStage,
): Promise<DemoReturns> {
  const number = exported.run
  const refusedFile = fileToRefuse(exported.files)
  const answers = await steps.take(
    '银行代发(模拟)',
    async () => answerAsBanks(exported.files, folder.returns, { seed, run: number, refused: refusedFile?.batchNo }),
    (files) => `${files.length} 个回盘文件`,
  )
  await Promise.all([
    steps.take('导入回盘', () => importReturns(maker, number, answers), describeReturns),
    steps.take(
      '同时写出发放明细',
      () => writeBenefitLines(maker, number, join(folder.reports, '发放明细.csv'), {}),
      ({ lines }) => `${figure(lines)} 行(身份证号已遮盖)`,
    ),
  ])
  const refused = await steps.take(
    '导入有问题的回盘(模拟)',
    () => importTroubled(maker, number, answers, folder.returns),
    (files) =>
      `${files.length} 个,全部拒收,${figure(files.reduce((sum, { problems }) => sum + problems.length, 0))} 处问题`,
  )
  if (refusedFile)
    await steps.take(
      '银行整份退回一个文件,两人认定',
      () => refuseWhole(maker, checker, number, refusedFile),
      () => {
        return `${refusedFile.batchNo},${figure(refusedFile.rows)} 笔`
      },
    )
  const statementFile = join(folder.returns, `${number}_银行对账单.csv`)
  await steps.take(
    '导入银行对账单(模拟)',
    () => debit(maker, exported, statementFile),
    ({ rows }) => `${figure(rows)} 笔借记`,
  )
  const reconciled = await steps.take(
    '对账',
    () => reconcileRun(maker, number, { out: folder.reports }),
    ({ differences }) => `差异 ${figure(differences)} 条`,
  )
  return { answers, refused, refusedFile, statementFile, reconciled }
}

/** Returns apply one after another; the last one says how all payments of the run stand. */
export async function importReturns(
  maker: Context,
  number: string,
  answers: readonly BankAnswer[],
): Promise<ReturnResult[]> {
  const results: ReturnResult[] = []
  for (const { path } of answers) results.push(await importReturn(maker, number, path))
  return results
}

/** Each troubled return is tried as it came, and stops at its problems. */
async function importTroubled(
  maker: Context,
  number: string,
  answers: readonly BankAnswer[],
  folder: string,
): Promise<RefusedReturn[]> {
  const refused: RefusedReturn[] = []
  for (const { what, bank, bytes } of troubledReturns(answers)) {
    const path = join(folder, `${number}_${bank.bank}_回盘_${what}${extname(bank.path)}`)
    writeFileSync(path, bytes, { flag: 'wx' })
    refused.push({ what, bank: bank.bank, path, problems: await problemsOf(importReturn(maker, number, path)) })
  }
  return refused
}

async function problemsOf(work: Promise<unknown>): Promise<readonly Problem[]> {
  try {
    await work
    return []
  } catch (error) {
    if (error instanceof Refused) return error.problems
    throw error
  }
}

/** A bank that refuses a whole file sends no return for it: the maker says so, the checker confirms. */
async function refuseWhole(maker: Context, checker: Context, number: string, { batchNo }: Batch): Promise<void> {
  const why = '银行书面通知:文件整份退回,未入账(示例)'
  await decideOutcome(maker, number, { batchNo }, { as: 'failed', why })
  await confirmOutcome(checker, number, { batchNo }, { as: 'failed' })
}

async function debit(maker: Context, { run, files }: ExportResult, path: string): Promise<StatementResult> {
  const debits = files.map(({ batch }) => ({ bank: batch.bank, batchNo: batch.batchNo, fen: batch.totalFen }))
  writeFileSync(path, `\uFEFF${statementText(shanghaiDay(maker.now()), debits)}`, { flag: 'wx' })
  return await importStatement(maker, run, path)
}

function describeReturns(results: readonly ReturnResult[]): string {
  const rows = results.reduce((sum, result) => sum + result.rows, 0)
  return `${results.length} 个文件,${figure(rows)} 笔有结果`
}
