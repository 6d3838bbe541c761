import type { Area } from '../kernel/area.ts'
import type { Month } from '../kernel/month.ts'
import type { PolicyBook } from '../policy/policy-book.ts'
import type { Lookup } from '../rules/define-rule.ts'

/** The book's values by area and month, each pair resolved once: a run asks for few areas and months, very often. */
export function lookupsOf(book: PolicyBook): (area: Area, month: Month) => Lookup {
  const known = new Map<string, Lookup>()
  return (area, month) => {
    const key = area + month
    let lookup = known.get(key)
    if (!lookup) {
      const values = new Map<string, unknown>()
      lookup = ((parameter) => {
        if (!values.has(parameter)) values.set(parameter, book.find(parameter, area, month))
        return values.get(parameter)
      }) as Lookup
      known.set(key, lookup)
    }
    return lookup
  }
}
