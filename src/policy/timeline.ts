import { addMonths, type Month } from '../kernel/month.ts'
import { compare } from '../kernel/order.ts'
import type { RankedPolicyBook } from './build-book.ts'
import { binds, type Entry } from './entry.ts'
import type { ParameterName } from './parameters.ts'

/** A span of months in which one entry holds. */
export interface Span {
  readonly parameter: ParameterName
  readonly from: Month
  /** The last month, inclusive; null when open. */
  readonly until: Month | null
  readonly entry: Entry
}

/** The values of a parameter as an area lives through them: who wins when, from the first month to the last. */
export function timelineFor(book: RankedPolicyBook, parameter: ParameterName, area: string): Span[] {
  const changes = book
    .entriesOf(parameter)
    .filter((entry) => binds(entry, area))
    .flatMap(({ set }) => (set.until === null ? [set.from] : [set.from, addMonths(set.until, 1)]))
  const months = [...new Set(changes)].sort()
  const spans: Span[] = []
  months.forEach((from, i) => {
    const entry = book.winner(parameter, area, from)
    const next = months[i + 1]
    const until = next === undefined ? null : addMonths(next, -1)
    const last = spans.at(-1)
    if (last && last.entry === entry && last.until === addMonths(from, -1)) spans[spans.length - 1] = { ...last, until }
    else if (entry) spans.push({ parameter, from, until, entry })
  })
  return spans
}

/** Every value of a parameter as its documents set it, by area and month, whether it wins anywhere or not. */
export function everyValue(book: RankedPolicyBook, parameter: ParameterName): Span[] {
  return book
    .entriesOf(parameter)
    .map((entry) => ({ parameter, from: entry.set.from, until: entry.set.until, entry }))
    .sort((a, b) => compare(a.entry.document.area, b.entry.document.area) || compare(a.from, b.from))
}
