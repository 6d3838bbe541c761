import { createReadStream } from 'node:fs'
import { basename } from 'node:path'
import { type Parser, parse } from 'csv-parse'
import { publishReport } from '../files/publish-report.store.ts'
import { writeWorkbook } from '../workbook/write-workbook.ts'
import { type ReportTable, reconciliationSheets } from './reconciliation-workbook.ts'

/**
 * Publishes 对账汇总.xlsx beside the CSV reports: one sheet for each, read back from the published file so that both
 * say the same, and a sheet of pictures; `about` stands above each. Gives its path.
 */
export async function publishReconciliationWorkbook(
  folder: string,
  reports: readonly string[],
  about: string | null = null,
): Promise<string> {
  const sheets = reconciliationSheets(readReports(reports), about)
  return await publishReport(folder, '对账汇总.xlsx', writeWorkbook(sheets))
}

async function* readReports(paths: readonly string[]): AsyncGenerator<ReportTable> {
  for (const path of paths) {
    const file = createReadStream(path)
    const records = file.pipe(parse({ bom: true })) as Parser & AsyncIterable<string[]>
    file.on('error', (error) => records.destroy(error))
    const rows = (records as AsyncIterable<string[]>)[Symbol.asyncIterator]()
    const header = await rows.next()
    if (header.done) continue
    const rest = { [Symbol.asyncIterator]: () => rows }
    yield { name: basename(path).split('.')[0]!, header: header.value, rows: rest }
  }
}
