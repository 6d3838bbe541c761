import { parse } from 'csv-parse/sync'
import { type Fen, parseYuan } from '../kernel/money.ts'
import { isDay } from '../kernel/month.ts'
import type { Problem } from '../kernel/problem.ts'

const COLUMNS = ['日期', '开户银行', '批次文件号', '借记金额'] as const
type Column = (typeof COLUMNS)[number]

const REMEDIES = {
  'statement.unreadable': '请提供 CSV 文件:日期、开户银行、批次文件号(可空)、借记金额。',
  'statement.header': '请在第一行写明:日期、开户银行、批次文件号(可空)、借记金额。',
  'statement.empty': '请确认拿到的是完整的对账单。',
  'statement.row-shape': '请核对这一行的栏数,更正后重新导入整个文件。',
  'statement.day': '日期应写成 2026-07-10。',
  'statement.amount': '金额应写成 1010.00 这样的元;冲正写负数。',
  'statement.bank': '开户银行应与发放文件的一致;不属于本批次的借记请删去。',
  'statement.batch': '批次文件号应与发放文件清单(manifest)的 batch 一致,且属于该银行;不清楚的请留空。',
} as const

/** One debit of a bank: the sum it took for one file, or for several where none is named. */
export interface Debit {
  readonly line: number
  readonly day: string
  readonly bank: string
  readonly batchNo: string | null
  /** Below zero where the bank gave a debit back. */
  readonly amountFen: Fen
}

/** The run's files: batch number and bank. */
export type KnownBatches = ReadonlyMap<string, string>

/** Reads a bank's statement; every row that is wrong is a problem. The optional column may be missing. */
export function readStatement(
  text: string,
  file: string,
  batches: KnownBatches,
): { readonly debits: readonly Debit[]; readonly problems: readonly Problem[] } {
  const problems: Problem[] = []
  const problem = (code: keyof typeof REMEDIES, message: string, line?: number, column?: Column) => {
    const place = { ...(line && { line }), ...(column && { column }) }
    problems.push({ code, severity: 'error', file, ...place, message, remedy: REMEDIES[code] })
  }
  const rows = split(text)
  const header = rows?.[0]?.cells.map((cell) => cell.trim()) ?? []
  const missing = COLUMNS.filter((column) => column !== '批次文件号' && !header.includes(column))
  if (!rows) problem('statement.unreadable', '文件不是可以读的 CSV。')
  else if (missing.length > 0) problem('statement.header', `表头缺少「${missing.join('」「')}」。`, 1)
  else if (rows.length === 1) problem('statement.empty', '对账单里没有一笔借记。')
  if (!rows || problems.length > 0) return { debits: [], problems }
  const debits = rows.slice(1).map(({ cells, line }) => {
    const cell = (column: Column) => cells[header.indexOf(column)]?.trim() ?? ''
    const [day, bank, batch, amount] = COLUMNS.map(cell) as [string, string, string, string]
    const amountFen = parseYuan(amount)
    if (cells.length !== header.length)
      problem('statement.row-shape', `这一行有 ${cells.length} 栏,应有 ${header.length} 栏。`, line)
    if (!isDay(day)) problem('statement.day', `日期「${day}」不对。`, line, '日期')
    if (amountFen === null || amountFen === 0n)
      problem('statement.amount', `借记金额「${amount}」读不出来或为零。`, line, '借记金额')
    if (![...batches.values()].includes(bank))
      problem('statement.bank', `本批次没有发给「${bank}」的文件。`, line, '开户银行')
    else if (batch !== '' && batches.get(batch) !== bank)
      problem('statement.batch', `「${bank}」没有批次文件号 ${batch}。`, line, '批次文件号')
    return { line, day, bank, batchNo: batch || null, amountFen: amountFen ?? 0n }
  })
  return { debits, problems }
}

function split(text: string): { cells: string[]; line: number }[] | null {
  try {
    const read = parse(text, { bom: true, relax_column_count: true, skip_empty_lines: true, info: true })
    return (read as unknown as { record: string[]; info: { lines: number } }[]).map(({ record, info }) => ({
      cells: record,
      line: info.lines,
    }))
  } catch {
    return null
  }
}
