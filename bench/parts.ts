import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { ArrearsSpeed } from './arrears-speed.ts'
import type { SpeedComparison } from './compare-speed.ts'
import type { HistorySpeed } from './history-speed.ts'
import type { ImportedKind } from './intake-speed.ts'
import type { CountySize } from './make-data.ts'

/** What each process of a bench reports. */
export interface PartReports {
  readonly month: SpeedComparison & { readonly postgres: string }
  readonly intake: readonly ImportedKind[]
  readonly arrears: ArrearsSpeed
  readonly history: HistorySpeed
}
export type Part = keyof PartReports

/** Measures one part in a process of its own, on a database of its own, so that its peak memory is its own. */
export async function measureApart<P extends Part>(
  part: P,
  { households, seed }: CountySize,
  repeat: number,
  workers: number,
  months = 0,
): Promise<PartReports[P]> {
  const numbers = [households, seed, repeat, workers, months].map(String)
  const child = fork(fileURLToPath(new URL('./one-part.js', import.meta.url)), [part, ...numbers])
  return await new Promise((resolve, reject) => {
    let report: PartReports[P] | undefined
    child.once('message', (message) => {
      report = message as PartReports[P]
    })
    child.once('exit', (code) => {
      if (report && code === 0) resolve(report)
      else reject(new Error(`measuring ${part} of ${households} households ended with code ${code}`))
    })
  })
}
