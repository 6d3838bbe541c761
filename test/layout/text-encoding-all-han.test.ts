import { expect, test } from 'vitest'
import { decode } from '../../src/layout/decode.ts'
import { loadLayout } from '../../src/layout/layout.store.ts'
import { type Encoding, type Layout, readLayout } from '../../src/layout/layout.ts'
import { SAMPLE_FACTS, SAMPLE_PAYMENT } from '../support/sample-payment.ts'
import { encode } from './encode.ts'

/** Every Han character that this Node.js knows to be assigned, the compatibility ones too. */
const HAN: string[] = []
for (let code = 0x2e80; code <= 0x3ffff; code++) {
  const character = String.fromCodePoint(code)
  if (/\p{Script=Han}/u.test(character) && /\p{L}/u.test(character)) HAN.push(character)
}

function inEncoding(name: string, encoding: Encoding): Layout {
  const read = readLayout({ ...loadLayout(name), encoding })
  if ('faults' in read) throw new Error(read.faults.map(({ message }) => message).join())
  return read.layout
}

test('all assigned Han characters are looked at', () => {
  expect(HAN.length).toBeGreaterThan(92_000)
})

// carried: how many of the characters a file in this encoding can hold; all others hold their payment
test.each([
  ['yibentong', 'utf-8-bom', (carried: number) => carried === HAN.length],
  ['yibentong', 'gb18030', (carried: number) => carried > 92_000],
  ['bank-tab', 'gbk', (carried: number) => carried > 20_900 && carried < 22_000],
  ['bank-fixed', 'gbk', (carried: number) => carried > 20_900 && carried < 22_000],
  ['bank-fixed', 'gb18030', (carried: number) => carried > 92_000],
  ['bank-fixed', 'utf-8', (carried: number) => carried === HAN.length],
] as const)(
  '%s in %s: each Han character comes back as it was, or holds its payment; never a question mark',
  (name, encoding, right) => {
    const layout = inEncoding(name, encoding)
    const payments = HAN.map((character, i) => ({
      ...SAMPLE_PAYMENT,
      paymentNo: `R${String(i).padStart(20, '0')}`,
      holder: `示${character}例`,
    }))
    const { bytes, held } = encode(layout, SAMPLE_FACTS, payments)
    const heldNos = new Set(held.map(({ paymentNo }) => paymentNo))
    const sent = payments.filter(({ paymentNo }) => !heldNos.has(paymentNo))
    const back = decode(layout, bytes)
    expect(back.problems).toEqual([])
    expect(back.payments.map(({ holder }) => holder)).toEqual(sent.map(({ holder }) => holder))
    expect(back.payments.map(({ paymentNo }) => paymentNo)).toEqual(sent.map(({ paymentNo }) => paymentNo))
    expect(bytes.includes('?')).toBe(false)
    expect(held.every(({ column, cause }) => cause.why === 'character' && column.includes('名'))).toBe(true)
    expect(right(sent.length)).toBe(true)
  },
)
