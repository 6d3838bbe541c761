import { invariant } from '../kernel/invariant.ts'
import type { Fen } from '../kernel/money.ts'
import { compare } from '../kernel/order.ts'
import type { DecimalText } from '../policy/parameters.ts'

/** What one level bears of an amount. */
export interface LevelPart {
  readonly level: string
  /** As the document writes it, e.g. `0.15`. */
  readonly share: DecimalText
  readonly fen: Fen
}

/**
 * Splits an amount of fen, not below zero, by shares that sum to one. Each level gets its whole fen; what is left goes
 * fen by fen to the largest remainders, of equal ones to the level that the document names first.
 */
export function splitByShares(totalFen: Fen, shares: Readonly<Record<string, DecimalText>>): readonly LevelPart[] {
  invariant(totalFen >= 0n, `a split of ${totalFen} fen`)
  const scale = 10n ** BigInt(Math.max(...Object.values(shares).map(decimals)))
  const parts = Object.entries(shares).map(([level, share], order) => {
    const exact = totalFen * scaled(share, scale)
    return { level, share, order, fen: exact / scale, remainder: exact % scale }
  })
  let left = totalFen - parts.reduce((sum, { fen }) => sum + fen, 0n)
  invariant(left >= 0n && left < parts.length, `shares that do not sum to one: ${Object.values(shares).join(', ')}`)
  for (const part of parts.toSorted(largestRemainder)) if (left-- > 0n) part.fen += 1n
  return parts.map(({ level, share, fen }) => ({ level, share, fen }))
}

interface Remainder {
  readonly remainder: bigint
  readonly order: number
}

function largestRemainder(a: Remainder, b: Remainder): number {
  return compare(b.remainder, a.remainder) || a.order - b.order
}

function decimals(share: DecimalText): number {
  const point = share.indexOf('.')
  return point < 0 ? 0 : share.length - point - 1
}

function scaled(share: DecimalText, scale: bigint): bigint {
  return (BigInt(share.replace('.', '')) * scale) / 10n ** BigInt(decimals(share))
}
