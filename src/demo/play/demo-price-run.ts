import { join } from 'node:path'
import type { Context } from '../../access/context.ts'
import { calculateRun, USUAL } from '../../app/calculate/calculate-run.ts'
import { type ExportResult, exportRun } from '../../app/export/export-run.ts'
import { type RunReport, reportRun } from '../../app/inquiry/run-report.ts'
import { writePriceDecision } from '../../app/price/price-decision-report.ts'
import { writeBenefitLines } from '../../app/reconcile/lines.ts'
import { openRun } from '../../app/run/open-run.ts'
import { approveRun, submitRun } from '../../app/run/runs.ts'
import { formatYuanGrouped } from '../../kernel/money.ts'
import { EXAMPLE_COUNTY } from '../world/example-county.ts'
import { type ItemTotal, itemTotals, type ListedReason, listedReasons } from './demo-findings.store.ts'
import type { DemoFolder } from './demo-folder.ts'
import type { DemoSteps } from './demo-steps.ts'
import { DEMO_USERS } from './demo-users.ts'
import { describeCalculated, describeExported, figure } from './demo-words.ts'

/** What came of the index month's price subsidy. */
export interface DemoPriceRun {
  readonly report: RunReport
  readonly reasons: readonly ListedReason[]
  readonly exported: ExportResult
  readonly items: readonly ItemTotal[]
  readonly linesFile: string
  /** The page that a reviewer signs. */
  readonly decisionFile: string
}

interface PriceStage {
  readonly steps: DemoSteps
  readonly folder: DemoFolder
  readonly month: string
  /** The regular run's files, which go to the same folder first. */
  readonly before: Promise<unknown>
}

/** The price subsidy of the month whose indices have been published: a run of its own, approved by the other person. */
export async function playPriceRun(
  context: Context,
  { steps, folder, month, before }: PriceStage,
): Promise<DemoPriceRun> {
  const maker = { ...context, actor: DEMO_USERS.maker }
  const checker = { ...context, actor: DEMO_USERS.checker }
  const linesFile = join(folder.reports, '价格补贴发放明细.csv')
  const { run } = await openRun(maker, { county: EXAMPLE_COUNTY, month, kind: 'price' })
  await steps.take('开价格补贴批次、计算', () => calculateRun(maker, run.number, USUAL), describeCalculated)
  await steps.take('提交、复核价格补贴', () => approveAsOther(maker, checker, run.number), describeApproval)
  await before
  const [exported, , decision] = await Promise.all([
    steps.take('写出价格补贴发放文件', () => exportRun(maker, run.number, { out: folder.payments }), describeExported),
    steps.take(
      '同时写出价格补贴发放明细',
      () => writeBenefitLines(maker, run.number, linesFile, {}),
      ({ lines }) => `${figure(lines)} 行(身份证号已遮盖)`,
    ),
    steps.take(
      '同时写出价格补贴启动决定',
      () => writePriceDecision(maker, run.number, { out: folder.reports }),
      ({ report: { totals } }) =>
        `${figure(totals.persons)} 人,${formatYuanGrouped(totals.totalFen)} 元,一页,可打印签字`,
    ),
  ])
  const report = await reportRun(context, run.number)
  const { run: now } = report
  return {
    report,
    reasons: await listedReasons(context, now),
    exported,
    items: await itemTotals(context, now),
    linesFile,
    decisionFile: decision.file,
  }
}

/** The maker submits, the checker approves. */
export async function approveAsOther(maker: Context, checker: Context, number: string): Promise<void> {
  await submitRun(maker, number)
  await approveRun(checker, number)
}

/** Who did what. */
export function describeApproval(): string {
  return `${DEMO_USERS.maker} 提交,${DEMO_USERS.checker} 复核`
}
