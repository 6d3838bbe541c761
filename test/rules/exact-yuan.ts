import { Decimal } from 'decimal.js'
import type { Fen, Rounding } from '../../src/kernel/money.ts'

/** An arithmetic of its own, with which tests work out again what the rules work out in quotients. */
export const Exact = Decimal.clone({ precision: 60, toExpNeg: -30, toExpPos: 30 })
export type Exact = Decimal

const PLACES = { fen: 2, jiao: 1, yuan: 0 } as const
const DIRECTIONS = { 'half-up': Decimal.ROUND_HALF_UP, up: Decimal.ROUND_UP, down: Decimal.ROUND_DOWN } as const

/** Rounds an exact amount of yuan to fen in the named way. */
export function roundYuan(yuan: Exact, rounding: Rounding): Fen {
  const cut = rounding.lastIndexOf('-')
  const direction = DIRECTIONS[rounding.slice(0, cut) as keyof typeof DIRECTIONS]
  const places = PLACES[rounding.slice(cut + 1) as keyof typeof PLACES]
  return BigInt(yuan.toDecimalPlaces(places, direction).times(100).toFixed(0))
}
