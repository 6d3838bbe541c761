import type { Month } from '../kernel/month.ts'
import { compare } from '../kernel/order.ts'
import type { ParameterName } from './parameters.ts'
import type { ParameterValue } from './policy-book.ts'
import type { PolicyDocument, PolicySet } from './policy-document.ts'
import type { Place } from './policy-problem.ts'

/** A dated value with the document that sets it, as the book ranks it. */
export interface Entry {
  readonly document: PolicyDocument
  readonly set: PolicySet
  /** What a look-up that this entry wins gives; one object for ever, so that citations can be told apart by identity. */
  readonly found: ParameterValue<ParameterName> | null
}

/** Every dated value of the documents, by parameter, each list with the winner of any two first. */
export function rankEntries(documents: readonly PolicyDocument[]): ReadonlyMap<ParameterName, readonly Entry[]> {
  const entries = new Map<ParameterName, Entry[]>()
  for (const document of documents) {
    for (const set of document.sets) {
      const list = entries.get(set.parameter) ?? []
      entries.set(set.parameter, list)
      list.push({ document, set, found: foundOf(document, set) })
    }
  }
  for (const list of entries.values()) list.sort(byRank)
  return entries
}

function foundOf(document: PolicyDocument, { value, article }: PolicySet): Entry['found'] {
  return value === null ? null : { value, citation: { document: document.document, article } }
}

/**
 * The longest prefix wins, then the latest `from`, then the latest issued; 0 is a tie. The area itself decides nothing
 * (of two prefixes of one length only one can bind), it keeps the values of one area beside each other.
 */
function byRank(a: Entry, b: Entry): number {
  return (
    b.document.area.length - a.document.area.length ||
    compare(b.document.area, a.document.area) ||
    compare(b.set.from, a.set.from) ||
    compare(b.document.issued, a.document.issued)
  )
}

/** Two values of one parameter between which nothing decides. Both begin in the same month, so their spans overlap. */
export function tie(a: Entry, b: Entry): boolean {
  return byRank(a, b) === 0
}

export function inForce({ set }: Entry, month: Month): boolean {
  return set.from <= month && (set.until === null || month <= set.until)
}

export function binds({ document }: Entry, area: string): boolean {
  return area.startsWith(document.area)
}

export function placeOf({ document, set }: Entry): Place {
  return { file: document.file, line: set.line }
}
