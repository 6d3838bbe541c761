import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ROUNDINGS } from '../../src/kernel/money.ts'
import { decimalFigure, percentFigure, yuanFigure } from '../../src/rules/policy-figure.ts'
import { isBelow, minus, plus, type Quotient, roundFen, times, yuanText } from '../../src/rules/quotient.ts'
import { Exact, roundYuan } from './exact-yuan.ts'

const quotients = fc.record({
  numerator: fc.bigInt({ min: 0n, max: 10n ** 12n }),
  denominator: fc.bigInt({ min: 1n, max: 10n ** 4n }),
})

function exactly({ numerator, denominator }: Quotient) {
  return new Exact(numerator.toString()).div(denominator.toString())
}

describe('rounding', () => {
  test.each([
    ['half-up-fen', '0.004', '0.00'],
    ['half-up-fen', '0.005', '0.01'],
    ['half-up-fen', '0.0149', '0.01'],
    ['half-up-jiao', '0.04', '0.00'],
    ['half-up-jiao', '0.05', '0.10'],
    ['half-up-yuan', '0.49', '0.00'],
    ['half-up-yuan', '0.50', '1.00'],
    ['up-fen', '0.0001', '0.01'],
    ['up-fen', '0.01', '0.01'],
    ['up-jiao', '0.01', '0.10'],
    ['up-jiao', '0.10', '0.10'],
    ['up-yuan', '0.01', '1.00'],
    ['up-yuan', '1.00', '1.00'],
    ['down-yuan', '0.99', '0.00'],
    ['down-yuan', '1.00', '1.00'],
  ] as const)('%s takes %s to %s', (rounding, yuan, expected) => {
    expect(roundFen(yuanFigure(yuan).exact, rounding)).toBe(yuanFigure(expected).fen)
  })

  test('agrees with decimal rounding of the kernel', () => {
    fc.assert(
      fc.property(quotients, fc.constantFrom(...ROUNDINGS), (fen, rounding) => {
        expect(roundFen(fen, rounding)).toBe(roundYuan(exactly(fen).div(100), rounding))
      }),
    )
  })
})

test('sums, differences, products and comparisons are those of exact decimals', () => {
  fc.assert(
    fc.property(quotients, quotients, (a, b) => {
      const close = (x: Quotient, y: Exact) => expect(exactly(x).minus(y).abs().lt('1e-30')).toBe(true)
      close(plus(a, b), exactly(a).plus(exactly(b)))
      close(minus(a, b), exactly(a).minus(exactly(b)))
      close(times(a, b), exactly(a).times(exactly(b)))
      expect(isBelow(a, b)).toBe(exactly(a).lt(exactly(b)))
    }),
  )
})

test.each([
  ['620', '620.00'],
  ['620.5', '620.50'],
  ['0', '0.00'],
  ['66.7667', '66.7667'],
  ['0.005', '0.005'],
])('yuan of a document %s read as %s', (written, shown) => {
  const figure = yuanFigure(written)
  expect(figure.text).toBe(shown)
  expect(exactly(figure.exact).eq(new Exact(written).times(100))).toBe(true)
  expect(yuanText(figure.exact)).toBe(shown)
})

test('shares and percentages are read exactly', () => {
  expect(exactly(decimalFigure('0.7')).toString()).toBe('0.7')
  expect(exactly(percentFigure('12.5')).toString()).toBe('0.125')
})
