import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { packageRoot } from '../src/db/package-root.ts'
import { detailsOf } from './details.ts'
import { measureHistories } from './histories.ts'
import { measureApart } from './parts.ts'
import { describeSize, describeSpread } from './report.ts'
import { resultsOf, type SizeReport } from './results.ts'

const USAGE = `npm run bench -- [--county 20000] [--city 200000] [--province 1000000] [options]
  --county, --city, --province N   households of each size to be measured; a county of 20,000 when none is given
  --households A,B,…               the same, sizes by themselves
  --repeat N                       rounds of each size; medians are printed (3)
  --intake N                       at most so many households are imported from files (20,000)
  --arrears N                      at most so many households in the seven months of arrears (20,000); 0 leaves them out
  --history A,B,…                  nothing else, but the next month after so many months of history, beside one without
  --seed N                         the same seed makes the same county`

const { values } = parseArgs({
  options: {
    county: { type: 'string' },
    city: { type: 'string' },
    province: { type: 'string' },
    households: { type: 'string' },
    repeat: { type: 'string', default: '3' },
    intake: { type: 'string', default: '20000' },
    arrears: { type: 'string', default: '20000' },
    history: { type: 'string' },
    seed: { type: 'string', default: '20260701' },
    help: { type: 'boolean' },
  },
})
if (values.help) {
  console.log(USAGE)
  process.exit(0)
}
const asked = [values.county, values.city, values.province, ...(values.households?.split(',') ?? [])]
const sizes = asked.filter((text) => text !== undefined).map((text) => wholeNumber('households', text))
const repeat = wholeNumber('repeat', values.repeat)
const seed = wholeNumber('seed', values.seed)
const most = {
  intake: wholeNumber('intake', values.intake),
  arrears: values.arrears === '0' ? 0 : wholeNumber('arrears', values.arrears),
}

if (values.history !== undefined) {
  const months = values.history.split(',').map((text) => wholeNumber('history', text))
  await measureHistories({ households: sizes[0] ?? 20_000, seed }, [0, ...months], repeat)
  process.exit()
}

const reports: SizeReport[] = []
for (const households of sizes.length > 0 ? sizes : [20_000]) {
  const report = await measureSize(households)
  reports.push(report)
  console.log(describeSize(report))
}
if (reports.length > 1) console.log(describeSpread(reports))
for (const [name, content] of [
  ['results.json', resultsOf(reports, seed)],
  ['details.json', detailsOf(reports, seed)],
] as const) {
  const path = join(packageRoot, 'bench', name)
  writeFileSync(path, `${JSON.stringify(content, null, 2)}\n`)
  console.log(`written to ${path}`)
}
if (reports.some(({ month }) => month.differences.count > 0)) process.exitCode = 1

async function measureSize(households: number): Promise<SizeReport> {
  const intake = await measureApart('intake', { households: Math.min(households, most.intake), seed }, 1)
  const month = await measureApart('month', { households, seed }, repeat)
  const few = Math.min(households, most.arrears)
  const arrears = few === 0 ? null : await measureApart('arrears', { households: few, seed }, repeat)
  return { intake, month, arrears }
}

function wholeNumber(name: string, text: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text)
  console.error(`--${name} must be a whole number above zero, not "${text}"\n\n${USAGE}`)
  process.exit(2)
}
