import { createHmac, createSecretKey } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { HmacSha256 } from '../../src/db/hmac-sha256.ts'

const keys = fc.uint8Array({ minLength: 1, maxLength: 100 }).map((bytes) => createSecretKey(bytes))

test('the code of every text, short or long, is that of OpenSSL, and stands where it was asked for', () => {
  fc.assert(
    fc.property(keys, fc.array(fc.string({ unit: 'binary', maxLength: 80 }), { maxLength: 10 }), (key, texts) => {
      const hmac = new HmacSha256(key)
      for (const text of texts) {
        const bytes = Buffer.alloc(36, 0xaa)
        hmac.digestInto(text, bytes, 3)
        const code = createHmac('sha256', key).update(text).digest('hex')
        expect(bytes.toString('hex')).toBe(`aaaaaa${code}aa`)
      }
    }),
    { numRuns: 300 },
  )
})

test.each([0, 18, 54, 55, 56, 63, 64, 65, 119])('a text of %i bytes', (length) => {
  const key = createSecretKey(Buffer.alloc(32, 5))
  const bytes = Buffer.alloc(32)
  new HmacSha256(key).digestInto('x'.repeat(length), bytes, 0)
  expect(bytes).toEqual(createHmac('sha256', key).update('x'.repeat(length)).digest())
})
