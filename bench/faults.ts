import { spawn } from 'node:child_process'
import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { table } from '../src/cli/terminal/table.ts'
import { packageRoot } from '../src/db/package-root.ts'

/** What one fault did: as `test/faults/tally.ts` writes it down, a line a fault. */
interface Figures {
  readonly fault: string
  readonly trials: number
  readonly lost: number
  readonly twice: number
  readonly wrong: number
  readonly byHand: number
  readonly recoveryMs: readonly number[]
  readonly seed: number
  readonly found: readonly string[]
}

/**
 * Runs every fault at length and prints one table; arguments go to vitest (a file's name, for one kind of fault).
 * HUIMIN_FAULTS_OUT names a file that keeps the figures, so that the whole table can be made in several sittings.
 */
async function main(args: readonly string[]): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'huimin-faults-table-'))
  const out = process.env.HUIMIN_FAULTS_OUT ?? join(folder, 'figures.jsonl')
  appendFileSync(out, '')
  const passed = await runTests(args, out)
  const figures = latestOfEach(readFileSync(out, 'utf8'))
  rmSync(folder, { recursive: true })
  process.stdout.write(`\n${asTable(figures)}\n`)
  for (const { fault, found } of figures) for (const one of found) process.stdout.write(`${fault}: ${one}\n`)
  process.exitCode = passed ? 0 : 1
}

/** By the fault's name: files run at the same time and end in any order. */
function latestOfEach(lines: string): Figures[] {
  const all = lines.split('\n').filter((line) => line !== '')
  const latest = new Map(all.map((line) => JSON.parse(line) as Figures).map((one) => [one.fault, one]))
  return [...latest.values()].sort((a, b) => (a.fault < b.fault ? -1 : 1))
}

async function runTests(args: readonly string[], out: string): Promise<boolean> {
  const vitest = join(packageRoot, 'node_modules', 'vitest', 'vitest.mjs')
  const config = join(packageRoot, 'test', 'faults', 'vitest.config.ts')
  const child = spawn(process.execPath, [vitest, 'run', '--config', config, ...args], {
    cwd: packageRoot,
    stdio: 'inherit',
    env: { ...process.env, HUIMIN_FAULTS: process.env.HUIMIN_FAULTS ?? 'long', HUIMIN_FAULTS_OUT: out },
  })
  return (await new Promise((resolve) => child.once('close', resolve))) === 0
}

function asTable(figures: readonly Figures[]): string {
  const right = { align: 'right' } as const
  const counts = ['trials', 'lost', 'twice', 'wrong', 'by hand', 'median recovery ms', 'slowest ms', 'seed']
  const rows = figures.map((one) => {
    const recovery = [median(one.recoveryMs), slowest(one.recoveryMs)]
    return [one.fault, one.trials, one.lost, one.twice, one.wrong, one.byHand, ...recovery, one.seed].map(String)
  })
  const sum = (of: (one: Figures) => number) => String(figures.reduce((total, one) => total + of(one), 0))
  const all = figures.flatMap(({ recoveryMs }) => recoveryMs)
  const damage = [sum((f) => f.lost), sum((f) => f.twice), sum((f) => f.wrong), sum((f) => f.byHand)]
  const last = ['all', sum((f) => f.trials), ...damage, String(median(all)), String(slowest(all)), '']
  return table([{ title: 'fault' }, ...counts.map((title) => ({ title, ...right }))], [...rows, last])
}

function median(numbers: readonly number[]): number | string {
  return [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? '–'
}

function slowest(numbers: readonly number[]): number | string {
  return numbers.length > 0 ? numbers.reduce((most, one) => Math.max(most, one)) : '–'
}

await main(process.argv.slice(2))
