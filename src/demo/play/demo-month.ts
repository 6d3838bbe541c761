import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Context } from '../../access/context.ts'
import { addUser } from '../../admin/users.ts'
import { calculateRun, USUAL } from '../../app/calculate/calculate-run.ts'
import { type ExportResult, exportRun } from '../../app/export/export-run.ts'
import type { ImportResult } from '../../app/import/import-file.ts'
import { importFiles } from '../../app/import/import-files.ts'
import { type Explanation, explain } from '../../app/inquiry/explain.ts'
import { type RunReport, reportRun } from '../../app/inquiry/run-report.ts'
import { type Pack, packRun } from '../../app/pack/pack.ts'
import { loadPolicies } from '../../app/policy/policy-load.ts'
import { openRun } from '../../app/run/open-run.ts'
import { BANK_LAYOUTS_NAME } from '../../layout/bank-layouts.store.ts'
import { DEMO_BANKS_YAML } from '../world/bank-dialects.ts'
import { DEMO_FILES } from '../world/columns.ts'
import { EXAMPLE_COUNTY } from '../world/example-county.ts'
import { breaksByClass, type ListedBreaks } from './demo-breaks.ts'
import {
  familyToExplain,
  type ItemTotal,
  itemTotals,
  type ListedReason,
  listedReasons,
  sentFamily,
} from './demo-findings.store.ts'
import type { DemoFolder } from './demo-folder.ts'
import type { DemoOptions } from './demo-options.ts'
import { approveAsOther, type DemoPriceRun, describeApproval, playPriceRun } from './demo-price-run.ts'
import type { RegistryFile } from './demo-registry-files.ts'
import { type DemoReturns, settleMonth } from './demo-returns.ts'
import type { DemoSteps } from './demo-steps.ts'
import { type DemoSupplement, playArrears, playReissue } from './demo-supplements.ts'
import { DEMO_USERS } from './demo-users.ts'
import { describeCalculated, describeExported, figure } from './demo-words.ts'

interface ImportedFile {
  readonly written: RegistryFile
  readonly imported: ImportResult
}

/** What came of the month that a demo played. */
export interface DemoMonth extends DemoReturns {
  readonly breaks: readonly ListedBreaks[]
  readonly imports: readonly ImportedFile[]
  readonly report: RunReport
  readonly reasons: readonly ListedReason[]
  readonly exported: ExportResult
  readonly items: readonly ItemTotal[]
  readonly price: DemoPriceRun
  readonly reissued: DemoSupplement | null
  readonly arrears: DemoSupplement | null
  /** The auditor's pack of the reissue. */
  readonly pack: Pack | null
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
    ({ loaded }) => `3 人,${loaded.length} 份文件;各家银行的版式写在 ${BANK_LAYOUTS_NAME}`,
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
    exporting.then((exported) => settleMonth([maker, checker], exported, { steps, folder, seed: options.seed })),
    playPriceRun(context, { steps, folder, month: options.month, before: exporting }),
  ])
  const report = await reportRun(context, run.number)
  const household = await familyToExplain(context, report.run)
  const findings = {
    report,
    reasons: await listedReasons(context, report.run),
    items: await itemTotals(context, report.run),
    breaks: breaksByClass(join(folder.reports, '对账差异.csv')),
    explained: household ? await explain(maker, { county: EXAMPLE_COUNTY, month: options.month, household }) : [],
  }
  const later = { steps, folder, month: options.month }
  const reissued = await playReissue([maker, checker], report.run, settled.answers, later)
  const arrears = await playArrears([maker, checker], await sentFamily(context, report.run), later)
  const pack = reissued && (await packReissue(maker, reissued, stage))
  return { imports, exported: await exporting, ...settled, ...findings, price, reissued, arrears, pack }
}

/** The pack of a whole month takes longer than the demo should; that of a small run has the same in it. */
async function packReissue(maker: Context, { run }: DemoSupplement, { steps, folder }: Stage): Promise<Pack> {
  return await steps.take(
    '写出审计资料包(重发批次)',
    () => packRun(maker, run, { out: join(folder.packs, run) }),
    ({ files }) => `${figure(files.length)} 个文件,可用 sha256sum -c 核对`,
  )
}

/** The first user is added by whoever sets the system up and adds the others. */
async function setUp(context: Context): ReturnType<typeof loadPolicies> {
  const admin = { ...context, actor: DEMO_USERS.admin }
  writeFileSync(join(context.home, BANK_LAYOUTS_NAME), DEMO_BANKS_YAML)
  await addUser(admin, DEMO_USERS.admin, 'admin')
  await addUser(admin, DEMO_USERS.maker, 'maker')
  await addUser(admin, DEMO_USERS.checker, 'checker')
  return await loadPolicies(admin, [])
}

async function importAll(maker: Context, files: readonly RegistryFile[]): Promise<ImportedFile[]> {
  const results = await importFiles(
    maker,
    files.map(({ kind, path }) => ({ kind: DEMO_FILES[kind].name, path })),
  )
  return files.map((written, i) => ({ written, imported: results[i]! }))
}

async function calculateMonth(maker: Context, month: string): ReturnType<typeof calculateRun> {
  const { run } = await openRun(maker, { county: EXAMPLE_COUNTY, month, kind: 'regular' })
  return await calculateRun(maker, run.number, USUAL)
}

function describeImports(imports: readonly ImportedFile[]): string {
  const accepted = imports.reduce((sum, { imported }) => sum + imported.accepted, 0)
  const refused = imports.reduce((sum, { imported }) => sum + imported.refused, 0)
  return `导入 ${figure(accepted)} 行,拒收 ${figure(refused)} 行`
}
