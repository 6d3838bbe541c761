import { createReadStream } from 'node:fs'
import { rm } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { type Parser, parse } from 'csv-parse'
import { SUMMED_REPORTS } from '../../pack/money-balances.ts'
import { FILES, LINE_PAYMENTS, PAYMENTS } from '../../pack/money-tables.store.ts'
import { writeCells } from '../../pack/table-writer.store.ts'
import { readBenefitLines } from '../../reports/benefit-lines.store.ts'
import { BENEFIT_LINE_COLUMNS, benefitLineCells } from '../../reports/benefit-lines.ts'
import { publishReconciliationWorkbook } from '../../reports/reconciliation-workbook.store.ts'
import { aboutRun } from '../reconcile/reconcile-run.ts'
import type { Packing } from './packing.ts'

const LINES = {
  file: '发放/发放明细.csv',
  says: '每一行待遇:标准、算式、依据、金额。',
  titles: BENEFIT_LINE_COLUMNS,
  summed: ['金额'],
}

/** What each report of the reconciliation is; one that is not named here is still taken along. */
const REPORTS: Readonly<Record<string, string>> = {
  对账汇总: '按补贴项目、乡镇、银行:核定、导出、成功、失败、未回盘、暂缓;差额应全部为 0.00。',
  对账类型: '同上,再分正常、补发、追回、重发。',
  对账差异: '每条差异:类别、应有、实有、账龄、状态。',
  未回盘: '已送银行而没有答复的款项。',
  失败明细: '银行退回的款项和原因。',
  环比变动: '与上月相比新增、退出、金额变动的家庭。',
  资金分担: '各级财政各承担多少。',
}

/** 发放明细 and where each line went: payments, and the files that they are in. */
export async function packMoney(packing: Packing): Promise<void> {
  const { context, tx, run, unmask } = packing
  const of = { ...run, known: String(run.known) }
  async function* lines() {
    let lineNo = 0
    for await (const some of readBenefitLines(tx.client, context.cipher, of, unmask)) {
      yield some.map((line) => benefitLineCells(run.number, ++lineNo, line))
    }
  }
  packing.keep(LINES.file, await writeCells(packing.folder, LINES, lines()))
  for (const table of [LINE_PAYMENTS, PAYMENTS, FILES]) await packing.table(table)
}

/** Takes the reports of a reconciliation along, and makes the workbook of what was taken. */
export async function packReports(packing: Packing, scratch: string, reports: readonly string[]): Promise<void> {
  const { folder } = packing
  const taken: string[] = []
  for (const path of reports.filter((one) => one.endsWith('.csv'))) {
    const name = basename(path, '.csv')
    const file = `对账/${name}.csv`
    const [titles, rows] = await readReport(path)
    const summed = SUMMED_REPORTS[name] ?? []
    packing.keep(file, await writeCells(folder, { file, says: REPORTS[name] ?? '对账报表。', titles, summed }, rows))
    taken.push(join(folder.path, file))
  }
  await rm(scratch, { recursive: true })
  const workbook = await publishReconciliationWorkbook(join(folder.path, '对账'), taken, aboutRun(packing.run))
  await folder.adopt(`对账/${basename(workbook)}`, '以上对账报表的工作簿,另有柱状图。')
}

async function readReport(path: string): Promise<[string[], AsyncGenerator<string[][]>]> {
  const file = createReadStream(path)
  const records = file.pipe(parse({ bom: true })) as Parser & AsyncIterable<string[]>
  file.on('error', (error) => records.destroy(error))
  const rows = (records as AsyncIterable<string[]>)[Symbol.asyncIterator]()
  const header = await rows.next()
  async function* rest(): AsyncGenerator<string[][]> {
    for (let next = await rows.next(); !next.done; next = await rows.next()) yield [next.value]
  }
  return [header.done ? [] : header.value, rest()]
}
