import { type Fen, parseYuan } from '../kernel/money.ts'

const COUNT = /^(\d{1,9})\s*(笔|条|户|行|人)?$/
const AMOUNT = /\d[\d,]*\.\d{1,2}(?!\d)|\d\s*元/

/**
 * Count and total that a 合计 line states, as far as it states them: `合计,3笔,3030.00,,`. Unreadable when its amount
 * stands elsewhere than the amounts of the payments do: passed over, it would be compared with nothing.
 */
export function readStatedTotal(
  cells: readonly string[],
  amountAt: number,
  word: string,
  read: (text: string) => Fen | null = parseYuan,
): { count: number | null; totalFen: Fen | null } | 'unreadable' {
  const amount = cells[amountAt]?.trim() ?? ''
  const totalFen = amount === '' ? null : read(amount)
  if (amount !== '' && totalFen === null) return 'unreadable'
  const others = cells.filter((_, i) => i !== amountAt).map((cell) => cell.trim().replace(word, ''))
  if (amount === '' && others.some((cell) => AMOUNT.test(cell))) return 'unreadable'
  const count = others.map((cell) => COUNT.exec(cell.replace(/^[::\s]+/, ''))).find((match) => match !== null)
  return { count: count ? Number(count[1]) : null, totalFen }
}
