import { createHash, createHmac, type KeyObject } from 'node:crypto'
import { compressSha256, SHA256_START } from './sha256-block.ts'

const BLOCK = 64
/** What fits into one block beside the end mark and the length. */
const LONGEST_SHORT = BLOCK - 9
const INNER_PAD = 0x36
const OUTER_PAD = 0x5c

/**
 * HMAC-SHA-256 of a million short texts. The two blocks that depend on the key alone are worked out once, and a short
 * text then takes two more; Node makes an object of OpenSSL for each text, which costs several times as much.
 */
export class HmacSha256 {
  readonly #key: KeyObject
  readonly #inner: Int32Array
  readonly #outer: Int32Array
  readonly #state = new Int32Array(8)
  readonly #words = new Int32Array(BLOCK)
  readonly #bytes = Buffer.alloc(BLOCK)

  constructor(key: KeyObject) {
    this.#key = key
    const given = key.export()
    const block = Buffer.alloc(BLOCK)
    block.set(given.length > BLOCK ? createHash('sha256').update(given).digest() : given)
    this.#inner = this.#afterKey(block, INNER_PAD)
    this.#outer = this.#afterKey(block, OUTER_PAD)
  }

  /** Writes the 32 bytes of the code of `text` to `into` from `at` on. */
  digestInto(text: string, into: Buffer, at: number): void {
    if (text.length * 3 > LONGEST_SHORT && Buffer.byteLength(text) > LONGEST_SHORT) {
      createHmac('sha256', this.#key).update(text).digest().copy(into, at)
      return
    }
    const length = this.#bytes.write(text)
    this.#lastBlock(length)
    this.#compress(this.#inner)
    for (let i = 0; i < 8; i++) this.#bytes.writeInt32BE(this.#state[i]!, i * 4)
    this.#lastBlock(32)
    this.#compress(this.#outer)
    for (let i = 0; i < 8; i++) into.writeInt32BE(this.#state[i]!, at + i * 4)
  }

  /** Ends the message behind so many bytes of the block; the block of the key stands before it. */
  #lastBlock(length: number): void {
    this.#bytes[length] = 0x80
    this.#bytes.fill(0, length + 1, BLOCK - 2)
    this.#bytes.writeUInt16BE((BLOCK + length) * 8, BLOCK - 2)
  }

  #compress(from: Int32Array): void {
    for (let i = 0; i < 8; i++) this.#state[i] = from[i]!
    for (let i = 0; i < 16; i++) this.#words[i] = this.#bytes.readInt32BE(i * 4)
    compressSha256(this.#state, this.#words)
  }

  #afterKey(key: Uint8Array, pad: number): Int32Array {
    for (let i = 0; i < BLOCK; i++) this.#bytes[i] = key[i]! ^ pad
    this.#compress(SHA256_START)
    return Int32Array.from(this.#state)
  }
}
