import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

const STEPS_BETWEEN = 8

let collect: (() => void) | undefined
let steps = 0

/**
 * Called once a step of a long stream. What a step leaves behind is garbage, but the engine lets it pile up the longer a
 * process runs; collecting every few steps (some milliseconds) keeps a million households in the memory of ten thousand.
 */
export function boundMemory(): void {
  if (++steps % STEPS_BETWEEN !== 0) return
  if (!collect) {
    setFlagsFromString('--expose-gc')
    collect = runInNewContext('gc') as () => void
  }
  collect()
}
