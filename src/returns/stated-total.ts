import { type Fen, parseYuan } from '../kernel/money.ts'

const COUNT = /^(\d{1,9})\s*(笔|条|户|行|人)?$/

/** Count and total that a 合计 line states, as far as it states them: `合计,3笔,3030.00,,`. */
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
  const count = others.map((cell) => COUNT.exec(cell.replace(/^[::\s]+/, ''))).find((match) => match !== null)
  return { count: count ? Number(count[1]) : null, totalFen }
}
