import fc from 'fast-check'
import { expect, test } from 'vitest'
import { idCheckCharacter } from '../../src/kernel/identifiers.ts'
import { paymentNumber } from '../../src/layout/payment-number.ts'
import { scrubNumbers } from '../../src/pack/scrub.ts'

const id = '37990119500309001'
const whole = id + idCheckCharacter(id)

test.each([
  [`请核对${whole}。`, `请核对3799**********${whole.slice(-4)}。`],
  [`ID${whole}号`, `ID3799**********${whole.slice(-4)}号`],
  ['账号6217009901000000011已销户', '账号6217***********0011已销户'],
  ['三七九九０１１９５００３０９００１X', '三七九九０１１９５００３０９００１X'],
  ['３７９９０１１９５００３０９００１Ｘ', '３７９９**********００１Ｘ'],
  ['区划 379901001001,2026-07,1346.00 元', '区划 379901001001,2026-07,1346.00 元'],
])('%s', (text, hidden) => {
  expect(scrubNumbers(text)).toBe(hidden)
})

test('hashes and 支付编号 stay whole; a number that only looks like one does not', () => {
  const hash = `${'1234567890'.repeat(6)}abcd`
  const no = paymentNumber('R379901260701', 7)
  expect(scrubNumbers(`${hash} ${no}`)).toBe(`${hash} ${no}`)
  const wrong = no.slice(0, -1) + ((Number(no.at(-1)) + 1) % 10)
  expect(scrubNumbers(wrong)).not.toBe(wrong)
})

test('no personal number comes through, whatever stands around it', () => {
  const digits = (length: number) =>
    fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: length, maxLength: length })
  const around = fc.string({ unit: fc.constantFrom(...'示例a Z-,。"\n') })
  fc.assert(
    fc.property(around, fc.oneof(digits(15), digits(18), digits(19)), around, (before, number, after) => {
      expect(scrubNumbers(before + number + after)).not.toContain(number)
    }),
    { numRuns: 2000 },
  )
})
