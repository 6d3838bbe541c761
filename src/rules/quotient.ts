import { type Fen, formatYuan, type Rounding } from '../kernel/money.ts'

/**
 * An exact number as a quotient of integers: a share, or an amount in fen. Thirds stay thirds, and the arithmetic of
 * a household costs a tenth of what decimal objects cost. The denominator is above zero.
 */
export interface Quotient {
  readonly numerator: bigint
  readonly denominator: bigint
}

/** Nothing. */
export const ZERO: Quotient = { numerator: 0n, denominator: 1n }

/** A whole number, or whole fen, as a quotient. */
export function whole(value: bigint): Quotient {
  return { numerator: value, denominator: 1n }
}

/** a × b, exact; at most one of the two is an amount. */
export function times(a: Quotient, b: Quotient): Quotient {
  return { numerator: a.numerator * b.numerator, denominator: a.denominator * b.denominator }
}

/** a × a whole number, such as persons. */
export function timesInteger(a: Quotient, factor: number): Quotient {
  return { numerator: a.numerator * BigInt(factor), denominator: a.denominator }
}

/** a ÷ a whole number above zero, exact. */
export function dividedByInteger(a: Quotient, divisor: number): Quotient {
  return { numerator: a.numerator, denominator: a.denominator * BigInt(divisor) }
}

/** a + b, exact, in the unit of both. */
export function plus(a: Quotient, b: Quotient): Quotient {
  if (a.denominator === b.denominator) return { numerator: a.numerator + b.numerator, denominator: a.denominator }
  return {
    numerator: a.numerator * b.denominator + b.numerator * a.denominator,
    denominator: a.denominator * b.denominator,
  }
}

/** a − b, exact; may be below zero. */
export function minus(a: Quotient, b: Quotient): Quotient {
  return plus(a, { numerator: -b.numerator, denominator: b.denominator })
}

/** True where a is strictly less than b. */
export function isBelow(a: Quotient, b: Quotient): boolean {
  return a.numerator * b.denominator < b.numerator * a.denominator
}

const UNITS = { fen: 1n, jiao: 10n, yuan: 100n } as const
const STEPS = {
  'half-up-fen': { way: 'half-up', unit: UNITS.fen },
  'half-up-jiao': { way: 'half-up', unit: UNITS.jiao },
  'half-up-yuan': { way: 'half-up', unit: UNITS.yuan },
  'up-fen': { way: 'up', unit: UNITS.fen },
  'up-jiao': { way: 'up', unit: UNITS.jiao },
  'up-yuan': { way: 'up', unit: UNITS.yuan },
  'down-yuan': { way: 'down', unit: UNITS.yuan },
} as const satisfies Record<Rounding, { way: 'half-up' | 'up' | 'down'; unit: bigint }>

/** Rounds an amount of fen that is not below zero in the named way. */
export function roundFen({ numerator, denominator }: Quotient, rounding: Rounding): Fen {
  const { way, unit } = STEPS[rounding]
  const divisor = denominator * unit
  if (way === 'down') return (numerator / divisor) * unit
  if (way === 'up') return ((numerator + divisor - 1n) / divisor) * unit
  return ((numerator * 2n + divisor) / (divisor * 2n)) * unit
}

/** True for an amount of fen without a part of a fen. */
export function isWholeFen({ numerator, denominator }: Quotient): boolean {
  return numerator % denominator === 0n
}

/** Fen that end in decimals as yuan with two of them, or as many more as are needed: `215.50`, `66.7667`. */
export function yuanText(fen: Quotient): string {
  if (isWholeFen(fen)) return formatYuan(fen.numerator / fen.denominator)
  const finest = fen.numerator * 10n ** 18n
  // Documents write at most a handful of decimals; a value finer than this would not be a published figure.
  const digits = (finest / fen.denominator).toString().padStart(21, '0')
  return `${digits.slice(0, -20)}.${digits.slice(-20)}`.replace(/0+$/, '')
}
