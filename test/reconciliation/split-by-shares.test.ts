import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { splitByShares } from '../../src/reconciliation/split-by-shares.ts'

const STATE_CITY_COUNTY = { central: '0.7', city: '0.15', county: '0.15' }

describe('a split by shares', () => {
  it.each([
    ['nothing', 0n, STATE_CITY_COUNTY, [0n, 0n, 0n]],
    ['no remainder', 10000n, STATE_CITY_COUNTY, [7000n, 1500n, 1500n]],
    ['one fen, to the largest remainder', 1n, STATE_CITY_COUNTY, [1n, 0n, 0n]],
    ['equal remainders, to the level named first', 10n, STATE_CITY_COUNTY, [7n, 2n, 1n]],
    ['equal remainders in another order', 10n, { county: '0.15', city: '0.15', central: '0.7' }, [2n, 1n, 7n]],
    ['two fen left over', 5n, { a: '0.33', b: '0.33', c: '0.34' }, [2n, 1n, 2n]],
    ['shares of different length', 3n, { a: '0.5', b: '0.125', c: '0.375' }, [2n, 0n, 1n]],
    ['one level', 333n, { county: '1' }, [333n]],
    ['a level that bears nothing', 333n, { county: '1.0', city: '0' }, [333n, 0n]],
    ['more than a float holds', 90071992547409931n, { a: '0.5', b: '0.5' }, [45035996273704966n, 45035996273704965n]],
  ])('of %s', (_, total, shares, fen) => {
    expect(splitByShares(total, shares).map((part) => part.fen)).toEqual(fen)
  })

  it('refuses an amount below zero, and shares that do not sum to one', () => {
    expect(() => splitByShares(-1n, STATE_CITY_COUNTY)).toThrow()
    expect(() => splitByShares(1000n, { a: '0.5', b: '0.4' })).toThrow()
    expect(() => splitByShares(1000n, { a: '0.6', b: '0.5' })).toThrow()
  })

  const thousandths = fc
    .array(fc.integer({ min: 0, max: 1000 }), { minLength: 0, maxLength: 4 })
    .map((cuts) => [0, ...cuts.sort((a, b) => a - b), 1000])
    .map((cuts) => cuts.slice(1).map((cut, i) => cut - cuts[i]!))
    .map((parts) => Object.fromEntries(parts.map((part, i) => [`level${i}`, (part / 1000).toFixed(3)])))

  it('sums exactly, is never below zero, and each level is within a fen of its share', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 14n }), thousandths, (total, shares) => {
        const parts = splitByShares(total, shares)
        expect(parts.reduce((sum, { fen }) => sum + fen, 0n)).toBe(total)
        for (const { fen, share } of parts) {
          const offThousandths = fen * 1000n - total * BigInt(share.replace('.', ''))
          expect(fen).toBeGreaterThanOrEqual(0n)
          expect(offThousandths > -1000n && offThousandths < 1000n).toBe(true)
        }
      }),
    )
  })
})
