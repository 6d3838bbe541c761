import type { Area } from '../kernel/area.ts'
import { invariant } from '../kernel/invariant.ts'
import type { Month } from '../kernel/month.ts'
import { binds, type Entry, inForce, rankEntries, tie } from './entry.ts'
import type { ParameterName } from './parameters.ts'
import type { ParameterValue, PolicyBook } from './policy-book.ts'
import type { PolicyDocument } from './policy-document.ts'

/** A policy book that can also say which document's entry won, and list them all. */
export interface RankedPolicyBook extends PolicyBook {
  /** The entry that wins for an area (or an area prefix) and month; its `found` is null where a `null` wins. */
  winner(parameter: ParameterName, area: string, month: Month): Entry | null
  /** All values of a parameter, the winner of any two first. */
  entriesOf(parameter: ParameterName): readonly Entry[]
  readonly documents: readonly PolicyDocument[]
}

/**
 * The look-up over a set of documents, chosen beforehand by what was known. The documents must be free of ties
 * (`bookProblems` finds them). A repeated look-up is three reads of a map.
 */
export function buildPolicyBook(documents: readonly PolicyDocument[]): RankedPolicyBook {
  const ranked = rankEntries(documents)
  for (const [parameter, list] of ranked) {
    invariant(!list.some((entry, i) => i > 0 && tie(list[i - 1]!, entry)), `tie in policy parameter ${parameter}`)
  }
  const caches = new Map([...ranked].map(([parameter, list]) => [parameter, new ParameterCache(list)]))
  return {
    documents,
    entriesOf: (parameter) => ranked.get(parameter) ?? [],
    winner: (parameter, area, month) => caches.get(parameter)?.winner(area, month) ?? null,
    find: <P extends ParameterName>(parameter: P, area: Area, month: Month) =>
      (caches.get(parameter)?.winner(area, month)?.found ?? null) as ParameterValue<P> | null,
  }
}

/** The winners of one parameter, kept by the part of the area that any document of it looks at, and by month. */
class ParameterCache {
  readonly #entries: readonly Entry[]
  readonly #depth: number
  readonly #byArea = new Map<string, Map<Month, Entry | null>>()

  constructor(entries: readonly Entry[]) {
    this.#entries = entries
    this.#depth = Math.max(...entries.map(({ document }) => document.area.length))
  }

  winner(area: string, month: Month): Entry | null {
    const key = area.length > this.#depth ? area.slice(0, this.#depth) : area
    let months = this.#byArea.get(key)
    if (!months) {
      months = new Map()
      this.#byArea.set(key, months)
    }
    let entry = months.get(month)
    if (entry === undefined) {
      entry = this.#entries.find((candidate) => binds(candidate, key) && inForce(candidate, month)) ?? null
      months.set(month, entry)
    }
    return entry
  }
}
