import { readFileSync } from 'node:fs'
import { parse } from 'csv-parse/sync'
import { BREAK_CLASSES } from '../../reconciliation/break-class.ts'

/** How many breaks of one class there are, and what is said of the first. */
export interface ListedBreaks {
  readonly name: string
  readonly count: number
  readonly example: string
}

const CLASSES: ReadonlySet<string> = new Set(Object.values(BREAK_CLASSES))

/** The breaks of 对账差异.csv by their class, in the order of the file. */
export function breaksByClass(path: string): ListedBreaks[] {
  const rows: Record<string, string>[] = parse(readFileSync(path), { bom: true, columns: true })
  const classes = new Map<string, ListedBreaks>()
  for (const row of rows) {
    const { 类别: name = '', 说明: example = '' } = row
    if (!CLASSES.has(name)) continue // the line of totals
    const before = classes.get(name)
    classes.set(name, { name, count: (before?.count ?? 0) + 1, example: before?.example ?? example })
  }
  return [...classes.values()]
}
