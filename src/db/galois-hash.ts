import { invariant } from '../kernel/invariant.ts'

const BLOCK = 16
const WORDS = 4
const BYTE_VALUES = 256
/** x^128 = 1 + x + x^2 + x^7 in GCM's order of bits. */
const REDUCTION = 0xe1000000

/** GHASH of GCM (NIST SP 800-38D, 6.4) with a table of what each byte at each place of a block comes to. */
export class GaloisHash {
  readonly #products: Int32Array
  #input = new Uint8Array(16 * BLOCK)

  /** `key`: the block of zeros, encrypted. */
  constructor(key: Buffer) {
    this.#products = productsOf(key)
  }

  /** The hash over what is bound (of ASCII), the ciphertext (`bytes` between two places) and the lengths of both: four words. */
  of(bound: string, bytes: Uint8Array, from: number, to: number, into: Int32Array): void {
    const end = this.#fill(bound, bytes, from, to)
    const input = this.#input
    const products = this.#products
    // in variables of its own and in one loop, for this is what opening a million numbers spends its time on
    let z0 = 0
    let z1 = 0
    let z2 = 0
    let z3 = 0
    for (let at = 0; at < end; at += BLOCK) {
      const [a, b, c, d] = [z0, z1, z2, z3]
      z0 = z1 = z2 = z3 = 0
      for (let i = 0; i < BLOCK; i++) {
        const word = i < 4 ? a : i < 8 ? b : i < 12 ? c : d
        const byte = input[at + i]! ^ ((word >>> (24 - (i & 3) * 8)) & 0xff)
        const from = (i * BYTE_VALUES + byte) * WORDS
        z0 ^= products[from]!
        z1 ^= products[from + 1]!
        z2 ^= products[from + 2]!
        z3 ^= products[from + 3]!
      }
    }
    into[0] = z0
    into[1] = z1
    into[2] = z2
    into[3] = z3
  }

  /** Lays both out in blocks, each filled up with zeros, and the lengths in bits behind them; gives where they end. */
  #fill(bound: string, bytes: Uint8Array, from: number, to: number): number {
    const bodyAt = wholeBlocks(bound.length)
    const bodyEnd = bodyAt + to - from
    const end = bodyAt + wholeBlocks(to - from) + BLOCK
    if (this.#input.length < end) this.#input = new Uint8Array(end)
    const input = this.#input
    let codes = 0
    for (let i = 0; i < bound.length; i++) {
      const code = bound.charCodeAt(i)
      input[i] = code
      codes |= code
    }
    invariant(codes < 0x80, 'what a text is sealed for is not ASCII')
    for (let i = bound.length; i < bodyAt; i++) input[i] = 0
    for (let i = bodyAt, at = from; i < bodyEnd; i++, at++) input[i] = bytes[at]!
    for (let i = bodyEnd; i < end; i++) input[i] = 0
    putLength(input, end - 12, bound.length)
    putLength(input, end - 4, to - from)
    return end
  }
}

function wholeBlocks(length: number): number {
  return Math.ceil(length / BLOCK) * BLOCK
}

/** A number of bytes as a number of bits, in four bytes; nothing sealed here comes near what they hold. */
function putLength(input: Uint8Array, at: number, bytes: number): void {
  const bits = bytes * 8
  input[at] = bits >>> 24
  input[at + 1] = bits >>> 16
  input[at + 2] = bits >>> 8
  input[at + 3] = bits
}

/** For each place of a block and each byte there: the product with the key, four words. */
function productsOf(key: Buffer): Int32Array {
  const products = new Int32Array(BLOCK * BYTE_VALUES * WORDS)
  const power = Int32Array.from({ length: WORDS }, (_, i) => key.readInt32BE(i * 4))
  for (let place = 0; place < BLOCK; place++) {
    for (let bit = 0x80; bit > 0; bit >>= 1) {
      addBit(products, place, bit, power)
      timesX(power)
    }
  }
  return products
}

/** Every byte with this bit set comes to what the byte without it does, plus this power of x. */
function addBit(products: Int32Array, place: number, bit: number, power: Int32Array): void {
  for (let byte = 0; byte < BYTE_VALUES; byte++) {
    if ((byte & bit) === 0) continue
    const at = (place * BYTE_VALUES + byte) * WORDS
    for (let i = 0; i < WORDS; i++) products[at + i]! ^= power[i]!
  }
}

function timesX(power: Int32Array): void {
  const carry = power[3]! & 1
  for (let i = WORDS - 1; i > 0; i--) power[i] = (power[i]! >>> 1) | (power[i - 1]! << 31)
  power[0] = (power[0]! >>> 1) ^ (carry ? REDUCTION : 0)
}
