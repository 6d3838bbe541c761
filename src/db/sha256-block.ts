const ROUNDS = 64

/** The first bits behind the point of the roots of the first primes (FIPS 180-4, 4.2.2 and 5.3.3). */
const PRIMES = firstPrimes(ROUNDS)
const ROUND_CONSTANTS = Int32Array.from(PRIMES, (prime) => fractionBits(prime, 3n))
/** The state that every hash begins with. */
export const SHA256_START = Int32Array.from(PRIMES.slice(0, 8), (prime) => fractionBits(prime, 2n))

/** One block of SHA-256 (FIPS 180-4, 6.2.2): changes the eight words of `state`; of `words` the first sixteen are the block. */
export function compressSha256(state: Int32Array, words: Int32Array): void {
  for (let i = 16; i < ROUNDS; i++) {
    const x = words[i - 15]!
    const y = words[i - 2]!
    const s0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3)
    const s1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10)
    words[i] = (words[i - 16]! + words[i - 7]! + s0 + s1) | 0
  }
  let a = state[0]!
  let b = state[1]!
  let c = state[2]!
  let d = state[3]!
  let e = state[4]!
  let f = state[5]!
  let g = state[6]!
  let h = state[7]!
  for (let i = 0; i < ROUNDS; i++) {
    const s1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7))
    const one = (h + s1 + ((e & f) ^ (~e & g)) + ROUND_CONSTANTS[i]! + words[i]!) | 0
    const s0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10))
    const two = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0
    h = g
    g = f
    f = e
    e = (d + one) | 0
    d = c
    c = b
    b = a
    a = (one + two) | 0
  }
  state[0]! += a
  state[1]! += b
  state[2]! += c
  state[3]! += d
  state[4]! += e
  state[5]! += f
  state[6]! += g
  state[7]! += h
}

function firstPrimes(count: number): bigint[] {
  const primes: bigint[] = []
  for (let n = 2n; primes.length < count; n++) if (primes.every((prime) => n % prime !== 0n)) primes.push(n)
  return primes
}

/** The 32 bits behind the point of a root, found as a whole number by halving. */
function fractionBits(of: bigint, root: bigint): number {
  const wanted = of << (32n * root)
  let low = 0n
  let high = of << 32n
  while (high - low > 1n) {
    const middle = (low + high) >> 1n
    if (middle ** root <= wanted) low = middle
    else high = middle
  }
  return Number(BigInt.asIntN(32, low))
}
