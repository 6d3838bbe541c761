import { type Fen, formatYuan } from '../kernel/money.ts'
import type { ParameterValue } from '../policy/policy-book.ts'
import { programmeName } from '../policy/programmes.ts'
import type { SummaryRow } from './reconciled.store.ts'
import { splitByShares } from './split-by-shares.ts'

/** The shares that a document sets for the county and month of the run; null where none does. */
export type FundingShares = ParameterValue<'funding.shares'> | null

export const FUNDING_COLUMNS = [
  '补贴项目',
  '核定金额',
  '成功金额',
  '级次',
  '分担比例',
  '分担金额',
  '成功分担金额',
  '依据',
] as const

const LEVEL_NAMES: Readonly<Record<string, string>> = {
  central: '中央',
  province: '省级',
  city: '市级',
  county: '县级',
  township: '乡镇',
}

/** What one item came to. */
interface Item {
  readonly item: string
  readonly approved: Fen
  readonly paid: Fen
}

/**
 * 资金分担: per item and level what it bears of what was approved (分担金额) and of what was paid (成功分担金额). An item
 * without shares has one row without a level. The last row totals every item once.
 */
export function fundingCells(rows: readonly SummaryRow[], shares: FundingShares): string[][] {
  const items = itemsOf(rows)
  const total = (of: (item: Item) => Fen, among = items) => among.reduce((sum, item) => sum + of(item), 0n)
  const shared = items.filter((item) => levelsOf(item, shares))
  const splitTotal = (of: (item: Item) => Fen) => (shared.length > 0 ? formatYuan(total(of, shared)) : '')
  const approved = (item: Item) => item.approved
  const paid = (item: Item) => item.paid
  return [
    [...FUNDING_COLUMNS],
    ...items.flatMap((item) => itemCells(item, shares)),
    ['合计', formatYuan(total(approved)), formatYuan(total(paid)), '', '', splitTotal(approved), splitTotal(paid), ''],
  ]
}

function itemsOf(rows: readonly SummaryRow[]): Item[] {
  const items = new Map<string, Item>()
  for (const { item, approved, paid } of rows) {
    const sum = items.get(item) ?? { item, approved: 0n, paid: 0n }
    items.set(item, { item, approved: sum.approved + approved.fen, paid: sum.paid + paid.fen })
  }
  return [...items.values()]
}

/** Who bears how much of the item; nobody bears less than nothing, which only an item that does not tie comes to. */
function levelsOf({ item, approved, paid }: Item, shares: FundingShares) {
  if (!shares || approved < 0n || paid < 0n) return null
  const code = Object.keys(shares.value).find((named) => named === item || programmeName(named) === item)
  return code === undefined ? null : shares.value[code]!
}

function itemCells(amounts: Item, shares: FundingShares): string[][] {
  const { item, approved, paid } = amounts
  const head = [programmeName(item), formatYuan(approved), formatYuan(paid)]
  const levels = levelsOf(amounts, shares)
  if (!shares || !levels) return [[...head, '', '', '', '', '']]
  const paidParts = splitByShares(paid, levels)
  const basis = `${shares.citation.document} ${shares.citation.article}`
  return splitByShares(approved, levels).map(({ level, share, fen }, i) => [
    ...head,
    LEVEL_NAMES[level] ?? level,
    share,
    formatYuan(fen),
    formatYuan(paidParts[i]!.fen),
    basis,
  ])
}
