import type { Area } from '../kernel/area.ts'
import type { Month } from '../kernel/month.ts'
import type { PolicyBook } from '../policy/policy-book.ts'
import type { Lookup } from './define-rule.ts'

/** The book's values by area and month, each pair resolved once: a run asks for few areas and months, very often. */
export function lookupsOf(book: PolicyBook): (area: Area, month: Month) => Lookup {
  const known = new Map<Month, Map<Area, Lookup>>()
  return (area, month) => {
    let ofMonth = known.get(month)
    if (!ofMonth) {
      ofMonth = new Map()
      known.set(month, ofMonth)
    }
    let lookup = ofMonth.get(area)
    if (!lookup) {
      lookup = rememberingLookup((parameter) => book.find(parameter, area, month))
      ofMonth.set(area, lookup)
    }
    return lookup
  }
}

function rememberingLookup(find: Lookup): Lookup {
  const values = new Map<string, unknown>()
  return ((parameter) => {
    let value = values.get(parameter)
    if (value === undefined) {
      value = find(parameter)
      values.set(parameter, value)
    }
    return value
  }) as Lookup
}
