import { invariant } from '../../kernel/invariant.ts'
import type { IndexName, PriceAmount } from '../../policy/parameters.ts'
import type { Working } from '../dibao/working.ts'
import { decimalFigure, percentFigure, type YuanFigure, yuanFigure } from '../policy-figure.ts'
import { isBelow, type Quotient, times, whole, ZERO } from '../quotient.ts'
import type { IndexFigure } from './index-book.ts'
import { highestStep, worth } from './price-steps.ts'

const NOTHING: Working = { amount: ZERO, formula: '0.00', standardFen: null }

/**
 * The price for one person before multiplier, floor and rounding. `standard` is asked only for the prices that rest on
 * one and are not zero anyway; a rise that is not positive gives nothing.
 */
export function unitPrice(amount: PriceAmount, figures: readonly IndexFigure[], standard: () => YuanFigure): Working {
  if ('fixed' in amount) return yuanWorking(amount.fixed.yuan)
  if ('standardTimesIndex' in amount) return timesIndex(riseOf(amount.standardTimesIndex.index, figures), standard)
  if ('perPoint' in amount) return byPoint(amount.perPoint, riseOf(amount.perPoint.index, figures))
  if ('bands' in amount) {
    const band = highestStep(amount.bands, figures)
    return band ? yuanWorking(band.yuan) : NOTHING
  }
  const step = highestStep(amount.standardFraction, figures)
  if (!step) return NOTHING
  const { exact, text, fen } = standard()
  const [top, bottom] = step.fraction
  return { amount: times(exact, worth(step)), formula: `${text}×${top}÷${bottom}`, standardFen: fen }
}

function riseOf(index: IndexName, figures: readonly IndexFigure[]): string {
  const figure = figures.find((candidate) => candidate.index === index)
  invariant(figure, `a month was decided without ${index}, which its price needs`)
  return figure.rise
}

function yuanWorking(yuan: string): Working {
  const { exact, text } = yuanFigure(yuan)
  return { amount: exact, formula: text, standardFen: null }
}

function timesIndex(rise: string, standard: () => YuanFigure): Working {
  const share = percentFigure(rise)
  if (!isBelow(ZERO, share)) return NOTHING
  const { exact, text, fen } = standard()
  return { amount: times(exact, share), formula: `${text}×${rise}%`, standardFen: fen }
}

type PerPoint = Extract<PriceAmount, { perPoint: unknown }>['perPoint']

function byPoint({ yuan, partial }: PerPoint, rise: string): Working {
  const exactPoints = decimalFigure(rise)
  if (!isBelow(ZERO, exactPoints)) return NOTHING
  const points = partial === 'exact' ? exactPoints : wholePoints(exactPoints, partial)
  const shown = partial === 'exact' ? rise : points.numerator.toString()
  const { exact, text } = yuanFigure(yuan)
  return { amount: times(exact, points), formula: `${text}×${shown}`, standardFen: null }
}

/** A point that is only begun counts (`up`) or does not (`down`); the rise is above zero. */
function wholePoints({ numerator, denominator }: Quotient, partial: 'up' | 'down'): Quotient {
  return whole((partial === 'up' ? numerator + denominator - 1n : numerator) / denominator)
}
