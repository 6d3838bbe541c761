import { fork } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { packageRoot } from '../src/db/package-root.ts'
import type { SizeReport } from './one-size.ts'
import { describeSize, describeSpread } from './report.ts'
import { resultsOf } from './results.ts'

const { values } = parseArgs({
  options: {
    households: { type: 'string', default: '20000' },
    repeat: { type: 'string', default: '3' },
    seed: { type: 'string', default: '20260701' },
  },
})
const sizes = values.households.split(',').map((text) => wholeNumber('households', text))
const repeat = wholeNumber('repeat', values.repeat)
const seed = wholeNumber('seed', values.seed)

const reports: SizeReport[] = []
for (const households of sizes) {
  const report = await measureApart(households)
  reports.push(report)
  console.log(describeSize(report))
}
if (reports.length > 1) console.log(describeSpread(reports))
const path = join(packageRoot, 'bench', 'results.json')
writeFileSync(path, `${JSON.stringify(resultsOf(reports, seed), null, 2)}\n`)
console.log(`\nwritten to ${path}`)
if (reports.some(({ differences }) => differences.count > 0)) process.exitCode = 1

/** Each size in a process of its own, so that its peak memory is its own. */
async function measureApart(households: number): Promise<SizeReport> {
  const child = fork(fileURLToPath(new URL('./one-size.js', import.meta.url)), [households, seed, repeat].map(String))
  return await new Promise((resolve, reject) => {
    let report: SizeReport | undefined
    child.once('message', (message) => {
      report = message as SizeReport
    })
    child.once('exit', (code) => {
      if (report && code === 0) resolve(report)
      else reject(new Error(`measuring ${households} households ended with code ${code}`))
    })
  })
}

function wholeNumber(name: string, text: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text)
  console.error(`--${name} must be a whole number above zero, not "${text}"`)
  process.exit(2)
}
