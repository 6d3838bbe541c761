import { type Fen, formatYuan } from '../../kernel/money.ts'
import { reportLines } from '../../kernel/report-csv.ts'

/** What a made-up bank debited for one payment file. */
export interface DemoDebit {
  readonly bank: string
  readonly batchNo: string
  readonly fen: Fen
}

/** A bank statement as CSV: one debit for each payment file. */
export function statementText(day: string, debits: readonly DemoDebit[]): string {
  const rows = debits.map(({ bank, batchNo, fen }) => [day, bank, batchNo, formatYuan(fen)])
  return reportLines([['日期', '开户银行', '批次文件号', '借记金额'], ...rows])
}
