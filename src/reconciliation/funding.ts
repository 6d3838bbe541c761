import { type Fen, formatYuan } from '../kernel/money.ts'
import { programmeName } from '../policy/programmes.ts'
import type { SummaryRow } from './reconciled.store.ts'

/** 资金分担: per item what was approved and paid. Level and share stay empty where no document sets shares. */
export function fundingCells(rows: readonly SummaryRow[]): string[][] {
  const items = [...new Set(rows.map(({ item }) => item))]
  const sum = (stage: 'approved' | 'paid', item?: string): Fen =>
    rows.filter((row) => item === undefined || row.item === item).reduce((total, row) => total + row[stage].fen, 0n)
  return [
    ['补贴项目', '核定金额', '成功金额', '级次', '分担比例', '分担金额'],
    ...items.map((item) => [
      programmeName(item),
      formatYuan(sum('approved', item)),
      formatYuan(sum('paid', item)),
      '',
      '',
      '',
    ]),
    ['合计', formatYuan(sum('approved')), formatYuan(sum('paid')), '', '', ''],
  ]
}
