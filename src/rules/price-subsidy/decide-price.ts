import type { Month } from '../../kernel/month.ts'
import type { IndexName, ParameterName, ParameterTypes } from '../../policy/parameters.ts'
import type { Citation } from '../../policy/policy-book.ts'
import { formatBasis } from '../citations.ts'
import type { Lookup } from '../define-rule.ts'
import { decimalFigure } from '../policy-figure.ts'
import { isBelow } from '../quotient.ts'
import type { IndexBook, IndexFigure } from './index-book.ts'
import type { PriceDecision, TriedClause } from './price-decision.ts'
import { indicesOf, missingForPrice } from './price-needs.ts'

/** What `decidePrice` asks for, in this order, as far as the month gets. */
export const DECISION_CITES = [
  'price-subsidy.trigger',
  'price-subsidy.amount',
  'price-subsidy.recipients',
] as const satisfies readonly ParameterName[]

/** Whether the index month fires for the area; a clause that holds decides even when another's figure is missing. */
export function decidePrice(
  { area, month }: { readonly area: string; readonly month: Month },
  lookup: Lookup,
  indices: IndexBook,
): PriceDecision {
  const cited: Citation[] = []
  const ask = citing(lookup, cited)
  const place = () => ({ area, month, basis: formatBasis(cited) })
  const figureOf = (index: IndexName) => indices.find(index, area, month)

  const trigger = ask('price-subsidy.trigger')
  if (!trigger) return { outcome: 'no-rule', ...place(), parameter: 'price-subsidy.trigger' }
  const clauses = tryClauses(trigger, figureOf)
  if (!clauses.some(({ holds }) => holds)) {
    const missing = absent(clauses)
    if (missing.length === 0) return { outcome: 'not-fired', ...place(), clauses }
    return { outcome: 'undecided', ...place(), clauses, missing, neededBy: 'trigger' }
  }

  const amount = ask('price-subsidy.amount')
  if (!amount) return { outcome: 'no-rule', ...place(), parameter: 'price-subsidy.amount' }
  const figures = found(indicesOf(amount).map(figureOf))
  const missing = missingForPrice(amount, figures)
  if (missing.length > 0) return { outcome: 'undecided', ...place(), clauses, missing, neededBy: 'price' }

  if (!ask('price-subsidy.recipients')) return { outcome: 'no-rule', ...place(), parameter: 'price-subsidy.recipients' }
  return { outcome: 'fired', ...place(), clauses, figures }
}

function citing(lookup: Lookup, cited: Citation[]) {
  return <P extends ParameterName>(parameter: P): ParameterTypes[P] | null => {
    const found = lookup(parameter)
    if (!found) return null
    cited.push(found.citation)
    return found.value
  }
}

function tryClauses(
  { any }: ParameterTypes['price-subsidy.trigger'],
  figureOf: (index: IndexName) => IndexFigure | null,
): TriedClause[] {
  return any.map(({ index, atLeast }) => {
    const figure = figureOf(index)
    const holds = figure && !isBelow(decimalFigure(figure.rise), decimalFigure(atLeast))
    return { index, atLeast, figure, holds }
  })
}

function absent(clauses: readonly TriedClause[]): IndexName[] {
  return [...new Set(clauses.filter(({ figure }) => !figure).map(({ index }) => index))]
}

function found(figures: readonly (IndexFigure | null)[]): IndexFigure[] {
  return figures.filter((figure) => figure !== null)
}
