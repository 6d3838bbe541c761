import { addMonths, type Month } from '../kernel/month.ts'
import type { RankedPolicyBook } from './build-book.ts'
import { binds } from './entry.ts'
import type { ParameterName } from './parameters.ts'

/** Months in which no document sets a parameter for an area. */
export interface Gap {
  readonly area: string
  readonly parameter: ParameterName
  readonly from: Month
  /** The last month, inclusive; null when open: nothing that is known ends the gap. */
  readonly until: Month | null
}

/** The areas that documents name, the nation's first. */
export function areasOf(book: RankedPolicyBook): string[] {
  return [...new Set(book.documents.map(({ area }) => area))].sort()
}

/** The first month that a document of the area itself sets anything for; null for an area without such a value. */
export function firstMonthOf(book: RankedPolicyBook, area: string): Month | null {
  const own = book.documents.filter((document) => document.area === area)
  return own.flatMap(({ sets }) => sets.map(({ from }) => from)).sort()[0] ?? null
}

/** Where an area has no value of the parameters, from its first own month on. */
export function gapsOf(book: RankedPolicyBook, area: string, parameters: readonly ParameterName[]): Gap[] {
  const first = firstMonthOf(book, area)
  return first === null ? [] : parameters.flatMap((parameter) => gapsIn(book, area, parameter, first))
}

/** The winner is the same between the months in which a value that binds the area begins or ends. */
function gapsIn(book: RankedPolicyBook, area: string, parameter: ParameterName, first: Month): Gap[] {
  const entries = book.entriesOf(parameter).filter((entry) => binds(entry, area))
  const changes = entries.flatMap(({ set }) => (set.until === null ? [set.from] : [set.from, addMonths(set.until, 1)]))
  const months = [...new Set([first, ...changes])].filter((month) => month >= first).sort()
  const gaps: Gap[] = []
  months.forEach((from, i) => {
    if (book.find(parameter, area, from)) return
    const next = months[i + 1]
    const until = next === undefined ? null : addMonths(next, -1)
    const last = gaps.at(-1)
    if (last?.until === addMonths(from, -1)) gaps[gaps.length - 1] = { ...last, until }
    else gaps.push({ area, parameter, from, until })
  })
  return gaps
}
