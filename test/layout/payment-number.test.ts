import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isPaymentNumber, paymentNumber, paymentNumberPrefix } from '../../src/layout/payment-number.ts'

const anyRun = fc.record({
  kind: fc.constantFrom('regular', 'price', 'supplementary'),
  county: fc.integer({ min: 110000, max: 829999 }).map(String),
  month: fc.constantFrom('2026-07', '2099-12', '2005-01'),
  ordinal: fc.integer({ min: 1, max: 99 }),
})
const serial = fc.integer({ min: 1, max: 9_999_999 })

test('a number says kind, county, month, run and serial', () => {
  const prefix = paymentNumberPrefix({ kind: 'regular', county: '371302', month: '2026-07', ordinal: 1 })
  expect(prefix).toBe('R371302260701')
  expect(paymentNumber(prefix, 12)).toMatch(/^R3713022607010000012\d$/)
})

test('every single wrong digit is found', () => {
  fc.assert(
    fc.property(anyRun, serial, fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 9 }), (run, no, at, by) => {
      const number = paymentNumber(paymentNumberPrefix(run), no)
      expect(isPaymentNumber(number)).toBe(true)
      const wrong = number.slice(0, at) + ((Number(number[at]) + by) % 10) + number.slice(at + 1)
      expect(isPaymentNumber(wrong)).toBe(false)
    }),
  )
})

test.each(['', 'R', 'r37130226070100000120', 'R3713022607010000012', '１'])('%j is no payment number', (text) => {
  expect(isPaymentNumber(text)).toBe(false)
})
