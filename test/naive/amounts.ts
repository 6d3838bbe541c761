import { Decimal } from 'decimal.js'

/** Yuan and ratios with far more digits than any case needs. */
export const Yuan = Decimal.clone({ precision: 80 })
export type Yuan = Decimal

/** Rounds yuan as a document names it; half-up to the fen where none does. */
export function rounded(yuan: Yuan, rounding = 'half-up-fen'): Yuan {
  switch (rounding) {
    case 'half-up-fen':
      return yuan.toDecimalPlaces(2, Decimal.ROUND_HALF_UP)
    case 'half-up-jiao':
      return yuan.toDecimalPlaces(1, Decimal.ROUND_HALF_UP)
    case 'half-up-yuan':
      return yuan.toDecimalPlaces(0, Decimal.ROUND_HALF_UP)
    case 'up-fen':
      return yuan.toDecimalPlaces(2, Decimal.ROUND_CEIL)
    case 'up-jiao':
      return yuan.toDecimalPlaces(1, Decimal.ROUND_CEIL)
    case 'up-yuan':
      return yuan.toDecimalPlaces(0, Decimal.ROUND_CEIL)
    case 'down-yuan':
      return yuan.toDecimalPlaces(0, Decimal.ROUND_FLOOR)
    default:
      throw new Error(`rounding ${rounding}`)
  }
}
