import { getHeapStatistics, setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

const ENOUGH_BYTES = 112 * 1024 * 1024

let collect: (() => void) | undefined

/**
 * Called once a step of a long stream. What a step leaves behind is garbage, but the engine lets it pile up the longer a
 * process runs; collecting what has come to more than a hundred megabytes keeps a million households in the memory of
 * ten thousand. Looking costs microseconds, collecting a tenth of a second, so it is not done oftener than need be.
 */
export function boundMemory(): void {
  if (getHeapStatistics().used_heap_size < ENOUGH_BYTES) return
  if (!collect) {
    setFlagsFromString('--expose-gc')
    collect = runInNewContext('gc') as () => void
  }
  collect()
}
