import { valueIn } from './documents.ts'
import { type Amount, missingFor } from './price-amount.ts'
import { risesIn } from './price-index.ts'
import type { World } from './world.ts'

/** What an index month means for an area; `wanting` are the indices and parameters without which it is undecided. */
export interface Decision {
  readonly outcome: 'fired' | 'not-fired' | 'undecided'
  readonly wanting: readonly string[]
}

interface Trigger {
  readonly any: readonly { readonly index: string; readonly 'at-least': number }[]
}

/** A clause that holds decides; without one, a figure that is missing leaves the month undecided. */
export function decisionFor(world: World, area: string, month: string): Decision {
  const asks = <T>(parameter: string) => valueIn<T>(world.documents, parameter, area, month)
  const rises = risesIn(world, area, month)
  const trigger = asks<Trigger>('price-subsidy.trigger')
  if (!trigger) return undecided(['price-subsidy.trigger'])
  if (!trigger.any.some(({ index, 'at-least': atLeast }) => rises(index)?.gte(atLeast))) {
    const missing = new Set(trigger.any.map(({ index }) => index).filter((index) => !rises(index)))
    return missing.size > 0 ? undecided([...missing]) : { outcome: 'not-fired', wanting: [] }
  }
  const amount = asks<Amount>('price-subsidy.amount')
  const absent = ['price-subsidy.amount', 'price-subsidy.recipients'].filter((parameter) => !asks(parameter))
  const wanting = [...absent, ...(amount ? missingFor(amount, rises) : [])]
  return wanting.length > 0 ? undecided(wanting) : { outcome: 'fired', wanting: [] }
}

function undecided(wanting: readonly string[]): Decision {
  return { outcome: 'undecided', wanting }
}
