import fc from 'fast-check'
import { expect, test } from 'vitest'
import { formatYuan, parseYuan } from '../../src/kernel/money.ts'

test('every amount comes back from what is written of it', () => {
  const most = 10n ** 15n - 1n
  fc.assert(
    fc.property(fc.bigInt({ min: -most, max: most }), (fen) => {
      expect(parseYuan(formatYuan(fen))).toBe(fen)
    }),
    { numRuns: 2000 },
  )
})

test.each([
  ['0.00', 0n],
  ['0.05', 5n],
  ['1346', 134600n],
  ['1346.5', 134650n],
  ['1,346.00', 134600n],
  ['-0.01', -1n],
  ['999999999999.99', 99999999999999n],
  ['9999999999999.99', 999999999999999n],
])('%s is %s fen', (text, fen) => expect(parseYuan(text)).toBe(fen))

test.each(['', '.50', '1.', '1.234', '1 346.00', '13,46.00', '1e3', '+1.00', '１.00', '99999999999999.00'])(
  '「%s」 is no amount',
  (text) => expect(parseYuan(text)).toBeNull(),
)
