import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { packageRoot } from '../src/db/package-root.ts'
import type { HistoryRound, HistorySpeed } from './history-speed.ts'
import type { CountySize } from './make-data.ts'
import { median, rounded } from './measure.ts'
import { measureApart } from './parts.ts'

/** Measures the next month after each of these histories, prints how they compare and writes `bench/history.json`. */
export async function measureHistories(size: CountySize, histories: readonly number[], repeat: number): Promise<void> {
  const measured: HistorySpeed[] = []
  for (const months of histories) {
    measured.push(await measureApart('history', size, repeat, 1, months))
    console.log(describe(measured.at(-1)!, measured[0]!))
  }
  const path = join(packageRoot, 'bench', 'history.json')
  const runs = measured.map((one) => entry(one, measured[0]!))
  writeFileSync(path, `${JSON.stringify({ households: size.households, seed: size.seed, runs }, null, 2)}\n`)
  console.log(`written to ${path}`)
}

function describe(one: HistorySpeed, first: HistorySpeed): string {
  const said = entry(one, first)
  return `${String(one.months).padStart(4)} months of history: open ${said.openSeconds} s, calculate ${said.calculateSeconds} s (× ${said.ratio}), processor: ours ${said.processorSeconds} s (× ${said.processorRatio}), the server's ${said.serverSeconds} s (× ${said.serverRatio}); database ${said.databaseMiB} MiB`
}

/** A ratio is to the county without history; 1.1 at most is the goal. */
function entry({ months, rounds, databaseMiB }: HistorySpeed, first: HistorySpeed) {
  const of = (from: HistorySpeed, value: (round: HistoryRound) => number) => median(from.rounds.map(value))
  const calculateSeconds = median(rounds.map(({ calculate }) => calculate))
  const processorSeconds = median(rounds.map(({ processor }) => processor))
  const server = ({ serverProcessor }: HistoryRound) => serverProcessor ?? Number.NaN
  const serverSeconds = median(rounds.map(server))
  return {
    months,
    openSeconds: rounded(median(rounds.map(({ open }) => open))),
    calculateSeconds: rounded(calculateSeconds),
    processorSeconds: rounded(processorSeconds),
    ratio: rounded(calculateSeconds / of(first, ({ calculate }) => calculate)),
    processorRatio: rounded(processorSeconds / of(first, ({ processor }) => processor)),
    serverSeconds: rounded(serverSeconds),
    serverRatio: rounded(serverSeconds / of(first, server)),
    databaseMiB,
  }
}
