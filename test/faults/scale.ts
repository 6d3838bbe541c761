/** `npm run test:faults` does thousands of trials; `npm test` a few of each kind, in a minute. */
export const LONG = process.env.HUIMIN_FAULTS === 'long'

/** How many trials: `few` within `npm test`, `many` within `npm run test:faults`. */
export function trials(few: number, many: number): number {
  return LONG ? many : few
}

/** What chance begins with; printed beside every figure, and set again by HUIMIN_FAULTS_SEED. */
export const SEED = Number(process.env.HUIMIN_FAULTS_SEED ?? 20_260_708)

/** Numbers in [0, 1) that a seed fixes (mulberry32). */
export function chance(seed: number): () => number {
  let state = seed | 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** At most `count` of the numbers 1…last: all where there are fewer, else evenly spread from a made-up start. */
export function spread(last: number, count: number, next: () => number): number[] {
  if (last <= count) return Array.from({ length: last }, (_, i) => i + 1)
  const step = last / count
  const start = next() * step
  return Array.from({ length: count }, (_, i) => Math.min(last, Math.floor(start + i * step) + 1))
}
