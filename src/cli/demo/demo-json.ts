import type { DemoResult } from '../../demo/play/demo.ts'
import { type Fen, formatYuan } from '../../kernel/money.ts'
import { describeDecision } from '../../rules/price-subsidy/describe-decision.ts'
import type { JsonResult } from '../terminal/output.ts'
import { programmeTotals } from './demo-totals.ts'

/** The demo's `--json` document; money in yuan. */
export function demoJson({ options, folder, ...month }: DemoResult): JsonResult {
  const { report, reasons, exported, imports, answers, reconciled } = month
  const { households, persons, lines, totalFen } = report.attempt!.progress
  return {
    ...{ run: report.run.number, month: options.month, seed: options.seed },
    ...{ households, persons, lines, totalYuan: formatYuan(totalFen) },
    byProgramme: byProgramme(month),
    byComponent: byComponent(month),
    exceptions: reasons.reduce((sum, { effect, count }) => sum + (effect === 'warning' ? 0 : count), 0),
    warnings: reasons.reduce((sum, { effect, count }) => sum + (effect === 'warning' ? count : 0), 0),
    refusedRows: imports.reduce((sum, { imported }) => sum + imported.refused, 0),
    approvedYuan: formatYuan(reconciled.totals.approved.fen),
    exportedYuan: formatYuan(reconciled.totals.exported.fen),
    paidYuan: formatYuan(reconciled.totals.paid.fen),
    failedYuan: formatYuan(reconciled.totals.failed.fen),
    unknownYuan: formatYuan(reconciled.totals.unknown.fen),
    heldYuan: formatYuan(reconciled.totals.held.fen),
    debitedYuan: reconciled.debitedFen === null ? null : formatYuan(reconciled.debitedFen),
    differences: reconciled.differences,
    breaks: Object.fromEntries(month.breaks.map(({ name, count }) => [name, count])),
    refusedReturns: month.refused.map(({ what, bank, path, problems }) => ({ what, bank, path, problems })),
    refusedFile: month.refusedFile?.batchNo ?? null,
    statement: month.statementFile,
    reissue: month.reissued && supplementJson(month.reissued),
    arrears: month.arrears && supplementJson(month.arrears),
    pack: month.pack && { run: month.pack.run, folder: month.pack.folder, files: month.pack.files.length },
    explained: month.explained[0]?.householdNo ?? null,
    seconds: month.seconds,
    home: folder.home,
    files: filesOf(exported),
    returns: answers.map(({ path }) => path),
    reports: reconciled.files,
    price: priceJson(month.price),
  }
}

function supplementJson({ run, about, input, totalFen, files }: NonNullable<DemoResult['reissued']>): JsonResult {
  return { run, about, input, totalYuan: formatYuan(totalFen), files: filesOf({ files }) }
}

function priceJson({ report, reasons, exported, linesFile, decisionFile }: DemoResult['price']): JsonResult {
  const { households, lines, totalFen } = report.attempt!.progress
  return {
    ...{ run: report.run.number, decision: report.decisions.map(describeDecision).join('') },
    ...{ households, lines, totalYuan: formatYuan(totalFen) },
    byProgramme: byProgramme({ report }),
    byComponent: byComponent({ report }),
    exceptions: reasons.reduce((sum, { effect, count }) => sum + (effect === 'warning' ? 0 : count), 0),
    exportedYuan: formatYuan(exported.files.reduce((sum, { batch }) => sum + batch.totalFen, 0n)),
    heldYuan: formatYuan(exported.held.totalFen),
    files: filesOf(exported),
    linesFile,
    decisionFile,
  }
}

function filesOf({ files }: Pick<DemoResult['exported'], 'files'>) {
  return files.map(({ path, manifest, batch }) => ({
    ...{ path, manifest, rows: batch.rows, totalYuan: formatYuan(batch.totalFen), layout: batch.layout.layout },
  }))
}

function byProgramme({ report }: Pick<DemoResult, 'report'>): Record<string, string> {
  return Object.fromEntries(programmeTotals(report).map(({ programme, totalFen }) => [programme, formatYuan(totalFen)]))
}

function byComponent({ report }: Pick<DemoResult, 'report'>): Record<string, string> {
  const sums = new Map<string, Fen>()
  for (const { component, totalFen } of report.components) {
    sums.set(component, (sums.get(component) ?? 0n) + totalFen)
  }
  return Object.fromEntries([...sums].map(([component, fen]) => [component, formatYuan(fen)]))
}
