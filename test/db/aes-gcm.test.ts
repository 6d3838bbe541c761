import { createCipheriv, createSecretKey, type KeyObject } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { AesGcm } from '../../src/db/aes-gcm.ts'

const HEADER = Buffer.from([1, 7])
const NONCE_AT = HEADER.length
const BODY_AT = NONCE_AT + 12

const keys = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => createSecretKey(bytes))
const identities = fc.string({ unit: 'binary-ascii', maxLength: 90 })
const texts = fc.string({ unit: 'binary', maxLength: 120 })

/** What OpenSSL makes of the same text. */
function sealedByNode(key: KeyObject, nonce: Uint8Array, text: string, identity: string): Buffer {
  const cipher = createCipheriv('aes-256-gcm', key, nonce)
  cipher.setAAD(Buffer.from(identity))
  return Buffer.concat([HEADER, nonce, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()])
}

describe('many short texts under AES-256-GCM', () => {
  test('what is sealed has the bytes that OpenSSL gives for its nonce', () => {
    fc.assert(
      fc.property(keys, texts, identities, (key, text, identity) => {
        const sealed = new AesGcm(key, HEADER).seal(text, identity)
        const nonce = sealed.subarray(NONCE_AT, BODY_AT)
        expect(sealed).toEqual(sealedByNode(key, nonce, text, identity))
      }),
      { numRuns: 200 },
    )
  })

  test('what OpenSSL sealed opens, many of any lengths at once', () => {
    const nonce = fc.uint8Array({ minLength: 12, maxLength: 12 })
    fc.assert(
      fc.property(keys, fc.array(fc.tuple(nonce, texts, identities), { maxLength: 20 }), (key, given) => {
        const values = given.map(([n, text, identity]) => ({ sealed: sealedByNode(key, n, text, identity), identity }))
        expect(new AesGcm(key, HEADER).openAll(values)).toEqual(given.map(([, text]) => text))
      }),
      { numRuns: 100 },
    )
  })

  test('one changed bit of nonce, text or tag, another identity or another key opens nothing', () => {
    const key = createSecretKey(Buffer.alloc(32, 3))
    const aes = new AesGcm(key, HEADER)
    const sealed = aes.seal('379901195001010014', 'person|00ff')
    for (let bit = NONCE_AT * 8; bit < sealed.length * 8; bit++) {
      const changed = Buffer.from(sealed)
      changed[bit >> 3]! ^= 1 << (bit & 7)
      expect(() => aes.openAll([{ sealed: changed, identity: 'person|00ff' }])).toThrow('do not match')
    }
    expect(() => aes.openAll([{ sealed, identity: 'person|00fe' }])).toThrow('do not match')
    expect(() =>
      new AesGcm(createSecretKey(Buffer.alloc(32)), HEADER).openAll([{ sealed, identity: 'person|00ff' }]),
    ).toThrow('do not match')
    expect(aes.openAll([{ sealed, identity: 'person|00ff' }])).toEqual(['379901195001010014'])
  })

  test.each([0, 1, 13, 29])('bytes cut to %i are refused', (length) => {
    const aes = new AesGcm(createSecretKey(Buffer.alloc(32)), HEADER)
    const sealed = aes.seal('', 'person|00').subarray(0, length)
    expect(() => aes.openAll([{ sealed, identity: 'person|00' }])).toThrow('cut short')
  })

  test('no nonce comes twice, over what is prepared at once', () => {
    const aes = new AesGcm(createSecretKey(Buffer.alloc(32)), HEADER)
    const nonces = Array.from({ length: 2000 }, () => aes.seal('1', 'x').toString('hex', NONCE_AT, BODY_AT))
    expect(new Set(nonces).size).toBe(2000)
  })

  test('what a text is sealed for must be ASCII, as a keyed hash in hex is', () => {
    expect(() => new AesGcm(createSecretKey(Buffer.alloc(32)), HEADER).seal('1', 'é')).toThrow('not ASCII')
  })
})
