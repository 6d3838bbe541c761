import { type Fen, formatYuan } from '../kernel/money.ts'
import { inertText } from '../kernel/report-csv.ts'
import { HOLD_NAMES } from '../payment/hold-reason.ts'
import { programmeName } from '../policy/programmes.ts'
import type { HistoryEntry } from './family-history.store.ts'

/** A history entry with the balances after it, in fen. */
export interface HistoryRow extends HistoryEntry {
  /** What the bank has paid of the entry; a recovery taken from a payment counts with its sign. */
  readonly arrivedFen: Fen
  /** Σ 正常, 补发 and 追回 so far, less what was handed back. */
  readonly linedUpFen: Fen
  /** Σ that arrived so far, less what was handed back. */
  readonly paidFen: Fen
  /** What was lined up and has not arrived. */
  readonly outstandingFen: Fen
}

/** Adds the running balances to entries that stand from old to new. */
export function withBalances(entries: readonly HistoryEntry[]): HistoryRow[] {
  let linedUpFen = 0n
  let paidFen = 0n
  return entries.map((entry) => {
    const arrivedFen = arrived(entry)
    linedUpFen += linedUp(entry)
    paidFen += arrivedFen
    return { ...entry, arrivedFen, linedUpFen, paidFen, outstandingFen: linedUpFen - paidFen }
  })
}

function linedUp({ type, amountFen }: HistoryEntry): Fen {
  if (type === 'reissue' || type === 'waived') return 0n
  return type === 'cash' ? -amountFen : amountFen
}

function arrived({ type, fate, amountFen }: HistoryEntry): Fen {
  if (type === 'waived') return 0n
  if (type === 'cash') return -amountFen
  return fate === 'paid' || fate === 'set-off' ? amountFen : 0n
}

export const HISTORY_TYPE_NAMES: Record<HistoryEntry['type'], string> = {
  normal: '正常',
  arrears: '补发',
  recovery: '追回',
  reissue: '重发',
  cash: '交回现金',
  waived: '免予追回',
}

/** What became of the entry, in the words of the counter. */
export function fateWords({ fate, holdCode, reason, sendsAgain, sentAgainBy }: HistoryEntry): string {
  const again = sentAgainBy === null ? '' : `,由 ${sentAgainBy} 重发`
  const source = sendsAgain === null ? '' : `(重发 ${sendsAgain})`
  switch (fate) {
    case null:
      return ''
    case 'not-approved':
      return '尚未复核'
    case 'held':
      return `暂缓:${HOLD_NAMES[holdCode as keyof typeof HOLD_NAMES] ?? holdCode}`
    case 'not-sent':
      return `未送银行${source}`
    case 'unknown':
      return `已送银行,未回盘${source}`
    case 'paid':
      return `到账${source}`
    case 'failed':
      return `退回:${reason ?? ''}${again}${source}`
    case 'misdirected':
      return `错发${again}`
    case 'set-off':
      return '相抵,无需支付'
  }
}

export const HISTORY_COLUMNS = [
  '序号',
  '时间',
  '批次号',
  '家庭编号',
  '姓名',
  '享受月份',
  '项目',
  '组成',
  '类型',
  '算式',
  '依据或原因',
  '金额',
  '支付编号',
  '开户银行',
  '文件',
  '结果',
  '回盘时间',
  '到账金额',
  '累计列支',
  '累计到账',
  '未到账',
]

/** A row of the history as a spreadsheet shows it; `time` writes an instant as the country's clock shows it. */
export function historyCells(row: HistoryRow, number: number, time: (instant: string) => string): string[] {
  return [
    String(number),
    time(row.at),
    row.run,
    inertText(row.householdNo),
    inertText(row.name),
    row.benefitMonth,
    programmeName(row.programme),
    row.component,
    HISTORY_TYPE_NAMES[row.type],
    inertText(row.formula),
    inertText(row.basis),
    formatYuan(row.amountFen),
    row.paymentNo ?? '',
    inertText(row.bank ?? ''),
    row.file ?? '',
    inertText(fateWords(row)),
    row.answeredAt === null ? '' : time(row.answeredAt),
    formatYuan(row.arrivedFen),
    formatYuan(row.linedUpFen),
    formatYuan(row.paidFen),
    formatYuan(row.outstandingFen),
  ]
}
