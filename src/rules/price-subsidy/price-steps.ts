import type { PriceAmount } from '../../policy/parameters.ts'
import { decimalFigure } from '../policy-figure.ts'
import { isBelow, type Quotient, ZERO } from '../quotient.ts'
import type { IndexFigure } from './index-book.ts'

type Forms<Key extends string> = Extract<PriceAmount, Readonly<Record<Key, unknown>>>
export type FractionStep = Forms<'standardFraction'>['standardFraction'][number]
export type Band = Forms<'bands'>['bands'][number]

/** The step worth most among those whose index reaches them; a rise that is not positive reaches none. */
export function highestStep<Step extends FractionStep | Band>(
  steps: readonly Step[],
  figures: readonly IndexFigure[],
): Step | null {
  let highest: Step | null = null
  for (const step of steps)
    if (reached(step, figures) && (highest === null || isBelow(worth(highest), worth(step)))) highest = step
  return highest
}

/** What a step gives: a share of the standard, or yuan; comparable within one price. */
export function worth(step: FractionStep | Band): Quotient {
  if ('yuan' in step) return decimalFigure(step.yuan)
  const [top, bottom] = step.fraction
  return { numerator: BigInt(top), denominator: BigInt(bottom) }
}

function reached({ index, atLeast }: FractionStep | Band, figures: readonly IndexFigure[]): boolean {
  const figure = figures.find((candidate) => candidate.index === index)
  if (!figure) return false
  const rise = decimalFigure(figure.rise)
  return isBelow(ZERO, rise) && !isBelow(rise, decimalFigure(atLeast))
}
