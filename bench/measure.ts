import { performance } from 'node:perf_hooks'

/** Seconds that `work` takes by the wall clock. */
export async function secondsOf(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now()
  await work()
  return (performance.now() - begun) / 1000
}

/** A stopwatch that adds up the seconds of many short stretches. */
export class Stopwatch {
  #milliseconds = 0

  get seconds(): number {
    return this.#milliseconds / 1000
  }

  async during<T>(work: () => T | Promise<T>): Promise<T> {
    const begun = performance.now()
    try {
      return await work()
    } finally {
      this.#milliseconds += performance.now() - begun
    }
  }
}

/** The middle value; of an even number of values the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}

/** Three significant places behind the point are more than a wall clock can promise. */
export function rounded(value: number): number {
  return Math.round(value * 1000) / 1000
}
