import { rowsOf, sql } from '../db/statement.ts'
import type { Tx } from '../db/transaction.ts'
import type { Fen } from '../kernel/money.ts'
import { formatYuan } from '../kernel/money.ts'
import { inertText } from '../kernel/report-csv.ts'
import { programmeName } from '../policy/programmes.ts'
import { NO_BANK } from './summary.ts'

const TYPE_NAMES: Readonly<Record<string, string>> = {
  normal: '正常',
  arrears: '补发',
  recovery: '追回',
  reissue: '重发',
}
const STAGES = ['approved', 'exported', 'paid', 'failed', 'unknown', 'held'] as const

/** What lines of one type came to, at an item, township and bank: a payment's outcome is that of each of its lines. */
export interface TypeRow extends Record<(typeof STAGES)[number], Fen> {
  readonly item: string
  readonly township: string
  readonly bank: string
  readonly type: string
  readonly lines: number
}

/** The gathered run by item, township, bank and type of line. */
export async function summariseTypes(tx: Tx): Promise<TypeRow[]> {
  const rows = await rowsOf(
    tx.client,
    sql<TypeSums>`
    SELECT r.item, r.township, r.bank, l.type, sum(l.lines)::int AS lines, sum(l.fen)::bigint AS approved,
      coalesce(sum(l.fen) FILTER (WHERE r.batch_no IS NOT NULL), 0)::bigint AS exported,
      coalesce(sum(l.fen) FILTER (WHERE r.outcome = 'paid'), 0)::bigint AS paid,
      coalesce(sum(l.fen) FILTER (WHERE r.outcome = 'failed'), 0)::bigint AS failed,
      coalesce(sum(l.fen) FILTER (WHERE r.batch_no IS NOT NULL AND r.outcome IS NULL), 0)::bigint AS unknown,
      coalesce(sum(l.fen) FILTER (WHERE r.batch_no IS NULL AND r.payment_no <> ''), 0)::bigint AS held
    FROM payee_lines l
    JOIN reconciled r ON r.payment_no = coalesce(l.payment_no, '') AND r.item = l.item
    GROUP BY r.item, r.township, r.bank, l.type
    ORDER BY r.item COLLATE "C", r.township COLLATE "C", r.bank COLLATE "C",
      array_position(ARRAY['normal', 'arrears', 'recovery', 'reissue'], l.type)`,
  )
  return rows.map((row) => ({
    ...row,
    approved: BigInt(row.approved),
    exported: BigInt(row.exported),
    paid: BigInt(row.paid),
    failed: BigInt(row.failed),
    unknown: BigInt(row.unknown),
    held: BigInt(row.held),
  }))
}

type TypeSums = Omit<TypeRow, (typeof STAGES)[number]> & Readonly<Record<(typeof STAGES)[number], string>>

const TYPE_COLUMNS = [
  '补贴项目',
  '乡镇',
  '开户银行',
  '类型',
  '明细行数',
  '核定金额',
  '导出金额',
  '成功金额',
  '失败金额',
  '未回盘金额',
  '暂缓金额',
]

/** 对账类型: its header, its rows and 合计, in yuan; the 合计 are those of 对账汇总. */
export function typeCells(rows: readonly TypeRow[]): string[][] {
  const totals = STAGES.map((stage) => formatYuan(rows.reduce((sum, row) => sum + row[stage], 0n)))
  return [
    TYPE_COLUMNS,
    ...rows.map((row) => [
      programmeName(row.item),
      row.township,
      inertText(row.bank || NO_BANK),
      TYPE_NAMES[row.type] ?? row.type,
      String(row.lines),
      ...STAGES.map((stage) => formatYuan(row[stage])),
    ]),
    ['合计', '', '', '', String(rows.reduce((sum, row) => sum + row.lines, 0)), ...totals],
  ]
}
