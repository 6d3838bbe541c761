import { TextDecoder } from 'node:util'
import type { SheetRow } from '../workbook/cell-value.ts'
import type { Layout, ReturnLayout } from './layout.ts'
import { LineSplitter } from './line-splitter.ts'
import { mayBeWorkbook } from './return-columns.ts'
import { ReturnReader } from './return-reader.ts'

/** How a return begins: bytes of text, or rows of a sheet. */
export type ReturnHead =
  | { readonly bytes: Uint8Array; readonly whole: boolean }
  | { readonly rows: readonly SheetRow[] }

/** Which of several layouts a return is written in; several where they read it differently and equally well. */
export function recogniseLayout(candidates: readonly Layout[], head: ReturnHead): readonly Layout[] {
  const readings = candidates.map((layout) => ({ layout, ...readHead(layout.return, head) }))
  const most = Math.max(...readings.map(({ rows }) => rows.length))
  if (most === 0) return []
  const best = readings.filter(({ rows }) => rows.length === most)
  const fewest = Math.min(...best.map(({ problems }) => problems))
  const fitting = best.filter(({ problems }) => problems === fewest)
  const says = ({ rows }: (typeof fitting)[number]) => JSON.stringify(rows)
  // two layouts whose returns say the same are one for our purpose
  return fitting
    .filter((one, i) => fitting.findIndex((other) => says(other) === says(one)) === i)
    .map(({ layout }) => layout)
}

interface Reading {
  /** What the layout reads of each payment, as far as it can tell. */
  readonly rows: readonly (readonly string[])[]
  readonly problems: number
}

const NOTHING: Reading = { rows: [], problems: 0 }

function readHead(layout: ReturnLayout, head: ReturnHead): Reading {
  const reader = new ReturnReader(layout, '')
  if ('rows' in head) {
    if (!mayBeWorkbook(layout)) return NOTHING
    return reading(
      reader,
      head.rows.map((row) => reader.readSheetRow(row)),
    )
  }
  const lines = linesOf(layout, head)
  return lines === null
    ? NOTHING
    : reading(
        reader,
        lines.map((line) => reader.read(line)),
      )
}

function reading({ problems }: ReturnReader, rows: readonly ReturnType<ReturnReader['read']>[]): Reading {
  const known = rows.filter((row) => row !== null)
  return {
    rows: known.map(({ paymentNo, account, amountFen, outcome, reason }) => [
      ...[paymentNo, account, amountFen.toString(), outcome, reason ?? ''],
    ]),
    problems: problems.count,
  }
}

/** The whole lines that the beginning holds; null when it is of none of the layout's encodings. */
function linesOf(
  { encodings }: ReturnLayout,
  { bytes, whole }: { bytes: Uint8Array; whole: boolean },
): string[] | null {
  for (const encoding of encodings) {
    try {
      const splitter = new LineSplitter()
      const lines = splitter.push(new TextDecoder(encoding, { fatal: true }).decode(bytes, { stream: true }))
      const rest = whole ? splitter.end() : null
      return rest === null ? lines : [...lines, rest]
    } catch (error) {
      if (!(error instanceof TypeError)) throw error
    }
  }
  return null
}
