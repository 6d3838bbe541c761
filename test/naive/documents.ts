import type { NaiveDocument, NaiveSet } from './rows.ts'

/**
 * A parameter's value for an area and month: of the values in force whose document's area is a prefix of the area the
 * longest prefix wins, then the latest `from`, then the latest issued. Undefined when there is none or `null` wins.
 */
export function valueIn<T>(
  documents: readonly NaiveDocument[],
  parameter: string,
  area: string,
  month: string,
): T | undefined {
  let best: { document: NaiveDocument; set: NaiveSet } | null = null
  for (const document of documents) {
    if (!area.startsWith(document.area)) continue
    for (const set of document.sets) {
      if (set.parameter !== parameter || set.from > month) continue
      if (set.until !== undefined && set.until < month) continue
      if (!best || beats({ document, set }, best)) best = { document, set }
    }
  }
  return best && best.set.value !== null ? (best.set.value as T) : undefined
}

function beats(
  one: { document: NaiveDocument; set: NaiveSet },
  other: { document: NaiveDocument; set: NaiveSet },
): boolean {
  if (one.document.area.length !== other.document.area.length)
    return one.document.area.length > other.document.area.length
  if (one.set.from !== other.set.from) return one.set.from > other.set.from
  return one.document.issued > other.document.issued
}
