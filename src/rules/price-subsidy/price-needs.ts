import type { IndexName, PriceAmount } from '../../policy/parameters.ts'
import { isBelow, ZERO } from '../quotient.ts'
import type { IndexFigure } from './index-book.ts'
import { type Band, type FractionStep, highestStep, worth } from './price-steps.ts'

/** The indices that a price names, each once. */
export function indicesOf(amount: PriceAmount): IndexName[] {
  if ('fixed' in amount) return []
  if ('standardTimesIndex' in amount) return [amount.standardTimesIndex.index]
  if ('perPoint' in amount) return [amount.perPoint.index]
  return namesOf(stepsOf(amount))
}

/** The indices without which the price cannot be said; `figures` are those published. */
export function missingForPrice(amount: PriceAmount, figures: readonly IndexFigure[]): IndexName[] {
  const isMissing = (index: IndexName) => !figures.some((figure) => figure.index === index)
  if (!('standardFraction' in amount) && !('bands' in amount)) return indicesOf(amount).filter(isMissing)
  const steps = stepsOf(amount)
  const highest = highestStep<FractionStep | Band>(steps, figures)
  const reached = highest === null ? ZERO : worth(highest)
  // A step that would give no more than what is reached already is not needed, as with the clauses of the trigger.
  const couldGiveMore = (step: FractionStep | Band) => isBelow(reached, worth(step))
  return namesOf(steps.filter((step) => isMissing(step.index) && couldGiveMore(step)))
}

function stepsOf(amount: Extract<PriceAmount, { standardFraction: unknown } | { bands: unknown }>) {
  return 'bands' in amount ? amount.bands : amount.standardFraction
}

function namesOf(steps: readonly (FractionStep | Band)[]): IndexName[] {
  return [...new Set(steps.map(({ index }) => index))]
}
