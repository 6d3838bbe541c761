import { invariant } from '../kernel/invariant.ts'
import { type Fen, formatYuan, parseYuan } from '../kernel/money.ts'
import { reportLines } from '../kernel/report-csv.ts'

/** A report on its way out: its lines as they come, and how many rows there were once they have come. */
export interface TotalledTable {
  readonly lines: AsyncGenerator<string>
  rows(): number
}

/** Header, rows, and a 合计 line over the named columns, whose cells are yuan. */
export function totalledTable(
  columns: readonly string[],
  batches: AsyncIterable<readonly (readonly string[])[]> | Iterable<readonly (readonly string[])[]>,
  totalled: readonly string[],
): TotalledTable {
  const sums = new Map<number, Fen>(totalled.map((column) => [columns.indexOf(column), 0n]))
  let count = 0
  async function* lines(): AsyncGenerator<string> {
    yield reportLines([columns])
    for await (const rows of batches) {
      count += rows.length
      for (const row of rows) for (const [at, sum] of sums) sums.set(at, sum + fenOf(row[at]!))
      yield reportLines(rows)
    }
    yield reportLines([columns.map((_, i) => (i === 0 ? '合计' : sums.has(i) ? formatYuan(sums.get(i)!) : ''))])
  }
  return { lines: lines(), rows: () => count }
}

function fenOf(yuan: string): Fen {
  const fen = parseYuan(yuan)
  invariant(fen !== null, `a totalled cell holds no yuan: ${yuan}`)
  return fen
}
