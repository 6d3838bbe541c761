import { TextDecoder } from 'node:util'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { piecesOf, StreamDecoder } from '../../src/layout/text-encoding.ts'

const ENCODINGS = ['utf-8', 'utf-8-bom', 'gb18030', 'gbk'] as const

/** Text as files hold it, and bytes that are no text at all. */
const someBytes = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }).map((text) => Buffer.from(text)),
  fc
    .string({ unit: fc.constantFrom('示', '例', '𠮷', '·', 'é', 'a', ',', '\r\n', '\ufeff') })
    .map((text) => Buffer.from(text)),
  fc.uint8Array({ maxLength: 12 }).map((bytes) => Buffer.from(bytes)),
  fc
    .constantFrom('e7', 'e7a4', 'f0a0ae', 'f0', 'ff', 'c0af', 'eda080', 'efbbbf', 'efbb')
    .map((hex) => Buffer.from(hex, 'hex')),
)

test.each(ENCODINGS)('%s: bytes cut anywhere give the text, or the refusal, of the whole', (encoding) => {
  fc.assert(
    fc.property(fc.array(someBytes, { maxLength: 6 }), (chunks) => {
      const decoder = new StreamDecoder(encoding)
      const whole = new TextDecoder(encoding === 'utf-8-bom' ? 'utf-8' : encoding, { fatal: true })
      const pushed = orRefused(() => chunks.map((chunk) => decoder.push(chunk)).join('') + decoder.end())
      expect(pushed).toEqual(orRefused(() => whole.decode(Buffer.concat(chunks))))
    }),
    { numRuns: 2000 },
  )
})

test('each character cut at each of its bytes comes whole', () => {
  const bytes = Buffer.from('\ufeff示𠮷é')
  for (let first = 0; first <= bytes.length; first++) {
    for (let second = first; second <= bytes.length; second++) {
      const decoder = new StreamDecoder('utf-8')
      const cuts = [bytes.subarray(0, first), bytes.subarray(first, second), bytes.subarray(second)]
      expect(cuts.map((cut) => decoder.push(cut)).join('') + decoder.end()).toBe('示𠮷é')
    }
  }
})

test('what is cut off at the end is refused, and so is a byte that nothing begins with', () => {
  for (const hex of ['e7a4', 'f0a0ae', 'c3', 'ff', 'f8808080']) {
    const decoder = new StreamDecoder('utf-8')
    expect(() => decoder.push(Buffer.from(`61${hex}`, 'hex')) + decoder.end()).toThrow(TypeError)
  }
})

test('the pieces of bytes are the bytes', () => {
  const bytes = Buffer.alloc(100_001, 'abc')
  const pieces = [...piecesOf(bytes)]
  expect(pieces.length).toBeGreaterThan(1)
  expect(Buffer.concat(pieces).equals(bytes)).toBe(true)
  expect([...piecesOf(Buffer.alloc(0))]).toEqual([])
})

function orRefused(decode: () => string): string | null {
  try {
    return decode()
  } catch (error) {
    expect(error).toBeInstanceOf(TypeError)
    return null
  }
}
