import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { packageRoot } from '../src/db/package-root.ts'
import { detailsOf } from './details.ts'
import { measureHistories } from './histories.ts'
import { type BenchOptions, readOptions, roundsOf, USAGE } from './options.ts'
import { measureApart } from './parts.ts'
import { writeReadmeFigures } from './readme-figures.ts'
import { describeSize, describeSpread } from './report.ts'
import { resultsOf, type SizeReport } from './results.ts'

const options = readOptions(process.argv.slice(2))
if (options === 'help') {
  console.log(USAGE)
} else if ('wrong' in options) {
  console.error(`${options.wrong}\n\n${USAGE}`)
  process.exitCode = 2
} else {
  process.exitCode = options.histories.length > 0 ? await measureHistory(options) : await measureAll(options)
}

async function measureHistory({ sizes, seed, histories, repeat }: BenchOptions): Promise<0> {
  await measureHistories({ households: sizes[0]!, seed }, [0, ...histories], repeat)
  return 0
}

/** Measures every size, prints and writes what came out; 1 where the hand-written SQL gives other lines. */
async function measureAll(options: BenchOptions): Promise<0 | 1> {
  const reports: SizeReport[] = []
  for (const households of options.sizes) {
    const report = await measureSize(households, options, reports)
    reports.push(report)
    console.log(describeSize(report))
  }
  if (reports.length > 1) console.log(describeSpread(reports))
  write('results.json', resultsOf(reports, options))
  write('details.json', detailsOf(reports, options))
  writeReadmeFigures()
  return reports.some(({ month }) => month.differences.count > 0) ? 1 : 0
}

/** `before`: what smaller sizes had measured of the parts that have a most of their own, which is not measured again. */
async function measureSize(
  households: number,
  options: BenchOptions,
  before: readonly SizeReport[],
): Promise<SizeReport> {
  const { seed, workers, mostIntake, mostArrears } = options
  const repeat = roundsOf(households, options)
  const same = (most: number) => (households >= most ? before.find(({ size }) => size >= most) : undefined)
  const intake =
    same(mostIntake)?.intake ??
    (await measureApart('intake', { households: Math.min(households, mostIntake), seed }, 1, 1))
  const month = await measureApart('month', { households, seed }, repeat, workers)
  const few = Math.min(households, mostArrears)
  const arrears =
    few === 0
      ? null
      : (same(mostArrears)?.arrears ?? (await measureApart('arrears', { households: few, seed }, repeat, workers)))
  return { size: households, intake, month, arrears }
}

function write(name: string, content: object): void {
  const path = join(packageRoot, 'bench', name)
  writeFileSync(path, `${JSON.stringify(content, null, 2)}\n`)
  console.log(`written to ${path}`)
}
