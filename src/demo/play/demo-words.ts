import type { calculateRun } from '../../app/calculate/calculate-run.ts'
import type { ExportResult } from '../../app/export/export-run.ts'
import { formatYuanGrouped } from '../../kernel/money.ts'

/** What came of a calculation, in a few words. */
export function describeCalculated({ attempt }: Awaited<ReturnType<typeof calculateRun>>): string {
  const { households, lines, totalFen } = attempt.progress
  return `${figure(households)} 户,${figure(lines)} 行,${formatYuanGrouped(totalFen)} 元`
}

/** How many payments went into how many files. */
export function describeExported({ files }: ExportResult): string {
  const rows = files.reduce((sum, { batch }) => sum + batch.rows, 0)
  return `${files.length} 个文件,${figure(rows)} 笔`
}

/** A count as people read it. */
export function figure(count: number): string {
  return count.toLocaleString('en-US')
}
