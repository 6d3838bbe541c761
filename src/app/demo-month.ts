import { join } from 'node:path'
import { DEMO_FILES } from '../demo/columns.ts'
import { EXAMPLE_COUNTY } from '../demo/example-county.ts'
import { calculateRun } from './calculate-run.ts'
import type { Context } from './context.ts'
import type { DemoOptions } from './demo.ts'
import { answerAsBanks, type BankAnswer } from './demo-bank.ts'
import { familyToExplain, type ItemTotal, itemTotals, type ListedReason, listedReasons } from './demo-findings.ts'
import type { DemoFolder } from './demo-folder.ts'
import { approveAsOther, type DemoPriceRun, describeApproval, playPriceRun } from './demo-price-run.ts'
import type { RegistryFile } from './demo-registry-files.ts'
import type { DemoSteps } from './demo-steps.ts'
import { DEMO_USERS } from './demo-users.ts'
import { describeCalculated, describeExported, figure } from './demo-words.ts'
import { type Explanation, explain } from './explain.ts'
import { type ExportResult, exportRun } from './export-run.ts'
import { type ImportResult, importFile } from './import-file.ts'
import { writeBenefitLines } from './lines.ts'
import { loadPolicies } from './policy-load.ts'
import { type Reconciliation, reconcileRun } from './reconcile-run.ts'
import { importReturn, type ReturnResult } from './returns-import.ts'
import { type RunReport, reportRun } from './run-report.ts'
import { openRun } from './runs.ts'
import { addUser } from './users.ts'

export interface ImportedFile {
  readonly written: RegistryFile
  readonly imported: ImportResult
}

/** What came of the month that a demo played. */
export interface DemoMonth {
  readonly imports: readonly ImportedFile[]
  readonly report: RunReport
  readonly reasons: readonly ListedReason[]
  readonly exported: ExportResult
  readonly items: readonly ItemTotal[]
  readonly answers: readonly BankAnswer[]
  readonly reconciled: Reconciliation
  readonly price: DemoPriceRun
  readonly explained: readonly Explanation[]
}

interface Stage {
  readonly steps: DemoSteps
  readonly folder: DemoFolder
  readonly written: readonly RegistryFile[]
  readonly options: DemoOptions
}

/** The month as the bureau's people would go through it: the maker prepares, another person approves. */
export async function playMonth(context: Context, stage: Stage): Promise<DemoMonth> {
  const { steps, folder, written, options } = stage
  const maker = { ...context, actor: DEMO_USERS.maker }
  const checker = { ...context, actor: DEMO_USERS.checker }
  await steps.take(
    '添加用户、载入政策文件',
    () => setUp(context),
    ({ loaded }) => `3 人,${loaded.length} 份文件`,
  )
  const imports = await steps.take('导入登记资料', () => importAll(maker, written), describeImports)
  const { run } = await steps.take('开批次、计算', () => calculateMonth(maker, options.month), describeCalculated)
  await steps.take('提交、复核', () => approveAsOther(maker, checker, run.number), describeApproval)
  const exporting = steps.take(
    '写出发放文件',
    () => exportRun(maker, run.number, { out: folder.payments }),
    describeExported,
  )
  // the index month is worked out while the regular run goes to the banks and comes back
  const [settled, price] = await Promise.all([
    exporting.then((exported) => settleMonth(maker, run.number, exported, stage)),
    playPriceRun(context, { steps, folder, month: options.month, before: exporting }),
  ])
  const { exported, answers, reconciled } = settled
  const report = await reportRun(context, run.number)
  const household = await familyToExplain(context, report.run)
  return {
    imports,
    report,
    reasons: await listedReasons(context, report.run),
    exported,
    items: await itemTotals(context, report.run),
    answers,
    reconciled,
    price,
    explained: household ? await explain(maker, { county: EXAMPLE_COUNTY, month: options.month, household }) : [],
  }
}

/** What the banks answer, and that it closes to the fen. */
async function settleMonth(maker: Context, number: string, exported: ExportResult, { steps, folder, options }: Stage) {
  const answers = await steps.take(
    '银行代发(模拟)',
    async () => answerAsBanks(exported.files, folder.returns, { seed: options.seed, run: number }),
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
  const reconciled = await steps.take(
    '对账',
    () => reconcileRun(maker, number, { out: folder.reports }),
    ({ differences }) => `差异 ${figure(differences)} 条`,
  )
  return { exported, answers, reconciled }
}

/** The first user is added by whoever sets the system up and adds the others. */
async function setUp(context: Context): ReturnType<typeof loadPolicies> {
  const admin = { ...context, actor: DEMO_USERS.admin }
  await addUser(admin, DEMO_USERS.admin, 'admin')
  await addUser(admin, DEMO_USERS.maker, 'maker')
  await addUser(admin, DEMO_USERS.checker, 'checker')
  return await loadPolicies(admin, [])
}

/** Files follow each other in the order they need each other; one is read while the one before it is being stored. */
async function importAll(maker: Context, files: readonly RegistryFile[]): Promise<ImportedFile[]> {
  const imports: Promise<ImportResult>[] = []
  for (const { kind, path } of files) {
    const needs = imports.at(-1) ?? Promise.resolve()
    await new Promise<void>((onRead) => {
      const importing = importFile(maker, DEMO_FILES[kind].name, path, { needs, onRead })
      imports.push(importing)
      importing.then(
        () => onRead(),
        () => onRead(), // said by whoever waits for it below
      )
    })
  }
  const results = await Promise.all(imports)
  return files.map((written, i) => ({ written, imported: results[i]! }))
}

async function calculateMonth(maker: Context, month: string): ReturnType<typeof calculateRun> {
  const { run } = await openRun(maker, { county: EXAMPLE_COUNTY, month, kind: 'regular' })
  return await calculateRun(maker, run.number)
}

/** Returns apply one after another; the last one says how all payments of the run stand. */
async function importReturns(maker: Context, number: string, answers: readonly BankAnswer[]): Promise<ReturnResult[]> {
  const results: ReturnResult[] = []
  for (const { path } of answers) results.push(await importReturn(maker, number, path))
  return results
}

function describeReturns(results: readonly ReturnResult[]): string {
  const rows = results.reduce((sum, result) => sum + result.rows, 0)
  return `${results.length} 个文件,${figure(rows)} 笔有结果`
}

function describeImports(imports: readonly ImportedFile[]): string {
  const accepted = imports.reduce((sum, { imported }) => sum + imported.accepted, 0)
  const refused = imports.reduce((sum, { imported }) => sum + imported.refused, 0)
  return `导入 ${figure(accepted)} 行,拒收 ${figure(refused)} 行`
}
