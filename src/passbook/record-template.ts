import { type Fen, formatYuan, parseYuan } from '../kernel/money.ts'
import type { Layout, LayoutCell, Placeholder } from './layout.ts'
import { joinCells, splitFixed, splitSeparated, type Uncarried, writeCell } from './line-cells.ts'

/** What headings, headers, trailers and totals may say of a file. */
export interface FileFacts {
  readonly batch: string
  readonly county: string
  readonly month: string
  readonly item: string
  readonly bank: string
  readonly documentNumber: string
  readonly count: number
  readonly totalFen: Fen
}

/** One heading, header, trailer or total record as a line, or what of it the layout cannot carry. */
export function writeRecord(layout: Layout, cells: readonly LayoutCell[], facts: FileFacts): string | Uncarried {
  const written: string[] = []
  for (const cell of cells) {
    const filled = cell.text.replace(/\{(\w+)\}/g, (_, name: Placeholder) => placeholderText(name, facts))
    const text = writeCell(layout, cell, filled)
    if (typeof text !== 'string') return text
    written.push(text)
  }
  return joinCells(layout, written)
}

function placeholderText(name: Placeholder, facts: FileFacts): string {
  if (name === 'count') return String(facts.count)
  if (name === 'total') return formatYuan(facts.totalFen)
  if (name === 'totalFen') return facts.totalFen.toString()
  return facts[name]
}

/** Count and total that a record states; null when the line is not this record. */
export function readRecord(
  layout: Layout,
  cells: readonly LayoutCell[],
  line: string,
): { count?: number; totalFen?: Fen } | null {
  const texts =
    layout.form === 'fixed'
      ? splitFixed(layout.encoding, cells, line)
      : splitSeparated(line, layout.separator!, layout.quote)
  if (!texts || texts.length !== cells.length) return null
  const stated: { count?: number; totalFen?: Fen } = {}
  for (let i = 0; i < cells.length; i++) {
    if (!readTemplate(cells[i]!.text, texts[i]!, stated)) return null
  }
  return stated
}

function readTemplate(template: string, text: string, stated: { count?: number; totalFen?: Fen }): boolean {
  const names: string[] = []
  const pattern = template.replace(/\{(\w+)\}|[\\^$.*+?()[\]{}|]/g, (found, name?: string) => {
    if (name === undefined) return `\\${found}`
    names.push(name)
    return name === 'count' || name === 'totalFen' ? '(\\d+)' : '(.*)'
  })
  const match = new RegExp(`^${pattern}$`, 'u').exec(text)
  if (!match) return false
  return names.every((name, i) => note(name, match[i + 1]!, stated))
}

function note(name: string, value: string, stated: { count?: number; totalFen?: Fen }): boolean {
  if (name === 'count') stated.count = Number(value)
  if (name === 'totalFen') stated.totalFen = BigInt(value)
  if (name !== 'total') return true
  const fen = parseYuan(value)
  if (fen !== null) stated.totalFen = fen
  return fen !== null
}
