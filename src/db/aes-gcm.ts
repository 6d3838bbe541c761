import { type Cipher, createCipheriv, type KeyObject, randomBytes } from 'node:crypto'
import { GaloisHash } from './galois-hash.ts'

const NONCE_BYTES = 12
const TAG_BYTES = 16
const BLOCK = 16
/** Nonces made, and their streams encrypted, at once. */
const PREPARED = 512
/** Of the tag and of 48 bytes of text, which is more than any number takes. */
const PREPARED_BLOCKS = 4

/** Sealed bytes (`header`, nonce, text, tag) and the row they belong to, in ASCII. */
export interface SealedText {
  readonly sealed: Uint8Array
  readonly identity: string
}

/**
 * AES-256-GCM for a million short texts. Node makes an object of OpenSSL for each text, which costs several times what
 * the text itself does; here the block cipher of a key is made once, encrypts the counter blocks of GCM (NIST SP
 * 800-38D) of many texts at once, and the authentication is worked out beside it. The bytes are those of `aes-256-gcm`.
 */
export class AesGcm {
  readonly #blocks: Cipher
  readonly #hash: GaloisHash
  readonly #header: Uint8Array
  readonly #tag = new Int32Array(4)
  #nonces: Buffer = Buffer.alloc(0)
  #streams: Buffer = Buffer.alloc(0)
  #next = PREPARED

  /** `header`: what stands before every nonce. */
  constructor(key: KeyObject, header: Uint8Array) {
    this.#blocks = createCipheriv('aes-256-ecb', key, null).setAutoPadding(false)
    this.#hash = new GaloisHash(this.#blocks.update(Buffer.alloc(BLOCK)))
    this.#header = header
  }

  seal(text: string, identity: string): Buffer {
    if (this.#next === PREPARED) this.#prepare()
    const turn = this.#next++
    const bytes = Buffer.from(text)
    const nonce = this.#nonces.subarray(turn * NONCE_BYTES, (turn + 1) * NONCE_BYTES)
    const isShort = bytes.length <= (PREPARED_BLOCKS - 1) * BLOCK
    const stream = isShort ? this.#streams : this.#streamsOf([nonce], 0, blocksFor(bytes.length))
    const at = isShort ? turn * PREPARED_BLOCKS * BLOCK : 0
    for (let i = 0; i < bytes.length; i++) bytes[i]! ^= stream[at + BLOCK + i]!
    this.#hash.of(identity, bytes, 0, bytes.length, this.#tag)
    const tag = new Uint8Array(TAG_BYTES)
    for (let i = 0; i < TAG_BYTES; i++) tag[i] = this.#tagByte(i) ^ stream[at + i]!
    return Buffer.concat([this.#header, nonce, bytes, tag])
  }

  /** The texts that were sealed; throws when anything of one, its key or its identity is not what it was. */
  openAll(values: readonly SealedText[]): string[] {
    const bodyAt = this.#header.length + NONCE_BYTES
    const sealed = values.map((value) => value.sealed)
    const longest = sealed.reduce((most, { length }) => Math.max(most, length), 0) - bodyAt - TAG_BYTES
    const blocks = blocksFor(longest)
    const streams = this.#streamsOf(sealed, this.#header.length, blocks)
    return values.map((value, i) => this.#open(value, bodyAt, streams, i * blocks * BLOCK))
  }

  /** Writes the text over its stream, which stands from `at` on. */
  #open({ sealed, identity }: SealedText, bodyAt: number, streams: Buffer, at: number): string {
    const tagAt = sealed.length - TAG_BYTES
    if (tagAt < bodyAt) throw new Error('sealed bytes are cut short')
    this.#hash.of(identity, sealed, bodyAt, tagAt, this.#tag)
    let different = 0
    for (let i = 0; i < TAG_BYTES; i++) different |= this.#tagByte(i) ^ streams[at + i]! ^ sealed[tagAt + i]!
    if (different !== 0) throw new Error('sealed bytes, key or identity do not match')
    const textAt = at + BLOCK
    const end = textAt + tagAt - bodyAt
    for (let i = textAt, from = bodyAt; i < end; i++, from++) streams[i]! ^= sealed[from]!
    return streams.toString('utf8', textAt, end)
  }

  #tagByte(i: number): number {
    return (this.#tag[i >> 2]! >>> (24 - (i & 3) * 8)) & 0xff
  }

  #prepare(): void {
    this.#nonces = randomBytes(PREPARED * NONCE_BYTES)
    const each = Array.from({ length: PREPARED }, (_, i) => this.#nonces.subarray(i * NONCE_BYTES))
    this.#streams = this.#streamsOf(each, 0, PREPARED_BLOCKS)
    this.#next = 0
  }

  /** What each tag and then its text are XORed with: the encrypted counters 1, 2, 3 … behind the nonce. */
  #streamsOf(noncesIn: readonly Uint8Array[], nonceAt: number, blocks: number): Buffer {
    const counters = Buffer.alloc(noncesIn.length * blocks * BLOCK)
    let at = 0
    for (const nonce of noncesIn) {
      for (let count = 1; count <= blocks; count++, at += BLOCK) {
        for (let i = 0; i < NONCE_BYTES; i++) counters[at + i] = nonce[nonceAt + i]!
        counters[at + 14] = count >> 8
        counters[at + 15] = count
      }
    }
    return this.#blocks.update(counters)
  }
}

/** One for the tag, and as many as the text needs. */
function blocksFor(length: number): number {
  return 1 + Math.ceil(Math.max(0, length) / BLOCK)
}
