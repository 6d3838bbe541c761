import type { Month } from '../kernel/month.ts'
import { Decimal } from '../policy/decimal.ts'
import type { IndexName, ParameterName } from '../policy/parameters.ts'
import type { Lookup } from '../rules/define-rule.ts'
import { decidePrice } from '../rules/price-subsidy/decide-price.ts'
import type { IndexBook, IndexFigure } from '../rules/price-subsidy/index-book.ts'
import type { PriceDecision } from '../rules/price-subsidy/price-decision.ts'
import { indicesOf } from '../rules/price-subsidy/price-needs.ts'

/** What an index month can be decided with: the documents and the published figures as known at one instant. */
export interface PriceKnowledge {
  readonly lookup: Lookup
  readonly indices: IndexBook
}

export interface PricePlace {
  readonly area: string
  readonly month: Month
}

/** An index that the trigger or the price names, and what was published of it; null is 未发布. */
export interface AskedFigure {
  readonly index: IndexName
  readonly askedBy: readonly ('trigger' | 'price')[]
  readonly figure: IndexFigure | null
}

/** A figure that was published anew, or for the first time, or for a smaller area, after a calculation. */
export interface RevisedFigure {
  readonly index: IndexName
  readonly before: IndexFigure | null
  readonly now: IndexFigure | null
}

/** What became of an index month's decision after a calculation that knew less. */
export interface PriceChange extends PricePlace {
  readonly figures: readonly RevisedFigure[]
  /** A document that was loaded later sets the trigger, the price or the recipients of the month anew. */
  readonly documents: boolean
  readonly before: PriceDecision
  readonly now: PriceDecision
}

const DECIDING = [
  'price-subsidy.trigger',
  'price-subsidy.amount',
  'price-subsidy.recipients',
  'price-subsidy.multiplier',
  'price-subsidy.floor',
  'price-subsidy.rounding',
] as const satisfies readonly ParameterName[]

/** Every index that the month's trigger or price names, each once, those of the trigger first. */
export function askedFigures({ area, month }: PricePlace, { lookup, indices }: PriceKnowledge): AskedFigure[] {
  const trigger = lookup('price-subsidy.trigger')?.value.any.map(({ index }) => index) ?? []
  const amount = lookup('price-subsidy.amount')?.value
  const price = amount ? indicesOf(amount) : []
  return [...new Set([...trigger, ...price])].map((index) => ({
    index,
    askedBy: [
      ...(trigger.includes(index) ? ['trigger' as const] : []),
      ...(price.includes(index) ? ['price' as const] : []),
    ],
    figure: indices.find(index, area, month),
  }))
}

/** What differs for the month between two states of knowledge; null where nothing that it is decided or priced by does. */
export function priceChange(place: PricePlace, before: PriceKnowledge, now: PriceKnowledge): PriceChange | null {
  const asked = [...askedFigures(place, before), ...askedFigures(place, now)].map(({ index }) => index)
  const figures = [...new Set(asked)]
    .map((index) => ({
      index,
      before: before.indices.find(index, place.area, place.month),
      now: now.indices.find(index, place.area, place.month),
    }))
    .filter((figure) => publication(figure.before) !== publication(figure.now))
  const documents = setBy(before.lookup) !== setBy(now.lookup)
  if (figures.length === 0 && !documents) return null
  return {
    ...{ area: place.area, month: place.month, figures, documents },
    before: decidePrice(place, before.lookup, before.indices),
    now: decidePrice(place, now.lookup, now.indices),
  }
}

/** A figure without the number of its import: the same figure imported again is no revision. */
function publication(figure: IndexFigure | null): string {
  return figure ? `${figure.area} ${new Decimal(figure.rise)} ${figure.publishedOn}` : ''
}

function setBy(lookup: Lookup): string {
  return JSON.stringify(DECIDING.map((parameter) => lookup(parameter)))
}
