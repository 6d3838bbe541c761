import { invariant } from '../../kernel/invariant.ts'
import type { IndexName, PriceAmount } from '../../policy/parameters.ts'
import type { Working } from '../dibao/working.ts'
import { decimalFigure, percentFigure, type YuanFigure, yuanFigure } from '../policy-figure.ts'
import { isBelow, isWholeFen, type Quotient, times, whole, ZERO } from '../quotient.ts'
import { type Means, NO_MEANS, productOf } from '../used.ts'
import type { IndexFigure } from './index-book.ts'
import { highestStep, worth } from './price-steps.ts'

const NOTHING: Working = { amount: ZERO, formula: '0.00', standardFen: null, arithmetic: 'product', means: NO_MEANS }

/**
 * The price for one person before multiplier, floor and rounding. `standard` is asked only for the prices that rest on
 * one and are not zero anyway; a rise that is not positive gives nothing.
 */
export function unitPrice(amount: PriceAmount, figures: readonly IndexFigure[], standard: () => YuanFigure): Working {
  if ('fixed' in amount) return yuanWorking(amount.fixed.yuan, NO_MEANS)
  if ('standardTimesIndex' in amount) {
    const { index } = amount.standardTimesIndex
    return timesIndex({ index, ratio: riseOf(index, figures) }, standard)
  }
  if ('perPoint' in amount) return byPoint(amount.perPoint, riseOf(amount.perPoint.index, figures))
  if ('bands' in amount) {
    const band = highestStep(amount.bands, figures)
    return band ? yuanWorking(band.yuan, { index: band.index }) : NOTHING
  }
  const step = highestStep(amount.standardFraction, figures)
  if (!step) return NOTHING
  const { exact, text, fen } = standard()
  const [top, bottom] = step.fraction
  const means = { index: step.index, ratio: `${top}/${bottom}` }
  const formula = `${text}×${top}÷${bottom}`
  return { amount: times(exact, worth(step)), formula, standardFen: fen, arithmetic: 'other', means }
}

function riseOf(index: IndexName, figures: readonly IndexFigure[]): string {
  const figure = figures.find((candidate) => candidate.index === index)
  invariant(figure, `a month was decided without ${index}, which its price needs`)
  return figure.rise
}

function yuanWorking(yuan: string, means: Means): Working {
  const { exact, text } = yuanFigure(yuan)
  const arithmetic = isWholeFen(exact) ? 'product' : 'other'
  return { amount: exact, formula: text, standardFen: null, arithmetic, means }
}

function timesIndex(means: Means & { readonly ratio: string }, standard: () => YuanFigure): Working {
  const share = percentFigure(means.ratio)
  if (!isBelow(ZERO, share)) return NOTHING
  const { exact, text, fen } = standard()
  const formula = `${text}×${means.ratio}%`
  return { amount: times(exact, share), formula, standardFen: fen, arithmetic: 'other', means }
}

type PerPoint = Extract<PriceAmount, { perPoint: unknown }>['perPoint']

function byPoint({ index, yuan, partial }: PerPoint, rise: string): Working {
  const exactPoints = decimalFigure(rise)
  if (!isBelow(ZERO, exactPoints)) return NOTHING
  const points = partial === 'exact' ? exactPoints : wholePoints(exactPoints, partial)
  const shown = partial === 'exact' ? rise : points.numerator.toString()
  const { exact, text } = yuanFigure(yuan)
  const arithmetic = productOf(exact, shown)
  const means = { index, ratio: shown }
  return { amount: times(exact, points), formula: `${text}×${shown}`, standardFen: null, arithmetic, means }
}

/** A point that is only begun counts (`up`) or does not (`down`); the rise is above zero. */
function wholePoints({ numerator, denominator }: Quotient, partial: 'up' | 'down'): Quotient {
  return whole((partial === 'up' ? numerator + denominator - 1n : numerator) / denominator)
}
