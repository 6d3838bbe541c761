import { join } from 'node:path'
import { type Context, requireRole } from '../../access/context.ts'
import { planForBulk } from '../../db/bulk-plan.ts'
import { readAtOneInstant } from '../../db/snapshot.ts'
import { inTransaction, type Tx } from '../../db/transaction.ts'
import { publishReport } from '../../files/publish-report.store.ts'
import type { Fen } from '../../kernel/money.ts'
import { Refused } from '../../kernel/refusal.ts'
import { REPORT_BOM, reportLines } from '../../kernel/report-csv.ts'
import { shanghaiDay } from '../../kernel/shanghai-time.ts'
import { gatherBreaks } from '../../reconciliation/breaks.store.ts'
import { CHANGE_COLUMNS, CHANGE_TOTALLED, changeCells } from '../../reconciliation/change-report.store.ts'
import { debitedFen } from '../../reconciliation/debits.store.ts'
import { DIFFERENCE_COLUMNS, differenceCells } from '../../reconciliation/differences.store.ts'
import { fundingCells } from '../../reconciliation/funding.ts'
import { summariseTypes, typeCells } from '../../reconciliation/line-types.store.ts'
import { previousRun } from '../../reconciliation/month-change.store.ts'
import { FAILED_COLUMNS, paymentCells, UNKNOWN_COLUMNS } from '../../reconciliation/payment-list.store.ts'
import {
  type Amounts,
  gatherReconciled,
  type Stage,
  type SummaryRow,
  summarise,
  totalsOf,
} from '../../reconciliation/reconciled.store.ts'
import { RECONCILIATION_REFUSALS } from '../../reconciliation/refusals.ts'
import { gapOf, summaryCells } from '../../reconciliation/summary.ts'
import { publishReconciliationWorkbook } from '../../reports/reconciliation-workbook.store.ts'
import { totalledTable } from '../../reports/totalled-table.ts'
import { findRun, type Run, runEvents } from '../../run/run.store.ts'
import type { CalculatedRun } from '../../run/run-key.ts'
import { isSent } from '../../run/run-state.ts'
import { fundingSharesOf } from './funding-shares.ts'

export interface Reconciliation {
  readonly run: string
  readonly totals: Record<Stage, Amounts>
  readonly rows: readonly SummaryRow[]
  /** Rows of 对账差异.csv. */
  readonly differences: number
  /** Zero exactly when approved = paid + failed + unknown + held in every row. */
  readonly gapFen: Fen
  /** What the banks debited by the statements that were brought; null while there is none. */
  readonly debitedFen: Fen | null
  /** Where each report stands. */
  readonly files: readonly string[]
}

/**
 * Accounts for every fen of an exported run and writes the reports that say so, the same bytes for the same state and
 * day: breaks are aged as of `asOf`, which is today, and for a closed run the day of its closing, unless given.
 */
export async function reconcileRun(
  context: Context,
  number: string,
  options: { readonly out?: string; readonly asOf?: string } = {},
): Promise<Reconciliation> {
  await requireRole(context, 'maker', 'checker', 'auditor', 'admin')
  const folder = options.out ?? join('out', number)
  return await inTransaction(context.database.pool, async (tx) => {
    await readAtOneInstant(tx)
    await planForBulk(tx)
    const run = await findRun(tx.sql, number)
    refuseBeforeExport(run)
    const events = await runEvents(tx.sql, run)
    const of = { ...run, attempt: events.findLast(({ action }) => action === 'approve')!.attempt! }
    const closed = events.findLast(({ action }) => action === 'close')
    await gatherReconciled(tx, of)
    await gatherBreaks(tx, of, options.asOf ?? shanghaiDay(closed?.at ?? context.now()))
    const rows = await summarise(tx)
    const { files, differences } = await writeReports(context, tx, of, rows, folder)
    const gapFen = rows.reduce((sum, row) => sum + gapOf(row), 0n)
    const debited = await debitedFen(tx, of)
    return { run: number, totals: totalsOf(rows), rows, differences, gapFen, debitedFen: debited, files }
  })
}

/** A run that has no file yet has nothing to reconcile. */
export function refuseBeforeExport(run: Run): void {
  if (isSent(run.state)) return
  throw new Refused(RECONCILIATION_REFUSALS['reconcile.not-exported'](run.number, run.state))
}

async function writeReports(
  context: Context,
  tx: Tx,
  run: CalculatedRun & Pick<Run, 'number'>,
  rows: readonly SummaryRow[],
  folder: string,
): Promise<{ files: string[]; differences: number }> {
  const { cipher } = context
  const files: string[] = []
  const write = async (name: string, lines: AsyncIterable<string> | Iterable<string>) => {
    files.push(await publishReport(folder, name, withBom(lines)))
  }
  await write('对账汇总.csv', [reportLines(summaryCells(rows))])
  await write('对账类型.csv', [reportLines(typeCells(await summariseTypes(tx)))])
  const differences = totalledTable(DIFFERENCE_COLUMNS, differenceCells(tx), ['应有金额', '实有金额', '差额'])
  await write('对账差异.csv', differences.lines)
  const unknown = paymentCells(tx, cipher, run, 'unknown')
  await write('未回盘.csv', totalledTable(UNKNOWN_COLUMNS, unknown, ['金额']).lines)
  const failed = paymentCells(tx, cipher, run, 'failed')
  await write('失败明细.csv', totalledTable(FAILED_COLUMNS, failed, ['金额']).lines)
  const before = await previousRun(tx, run)
  const changes = before ? changeCells(tx, cipher, run, before) : []
  await write('环比变动.csv', totalledTable(CHANGE_COLUMNS, changes, CHANGE_TOTALLED).lines)
  await write('资金分担.csv', [reportLines(fundingCells(rows, await fundingSharesOf(tx, run)))])
  files.push(await publishReconciliationWorkbook(folder, files, aboutRun(run)))
  return { files, differences: differences.rows() }
}

/** What stands above each table that is printed. */
export function aboutRun({ number, county, month }: Pick<Run, 'number' | 'county' | 'month'>): string {
  return `批次 ${number}    县区 ${county}    月份 ${month}    单位:元`
}

async function* withBom(lines: AsyncIterable<string> | Iterable<string>): AsyncGenerator<string> {
  yield REPORT_BOM
  yield* lines
}
