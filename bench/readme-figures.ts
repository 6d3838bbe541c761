import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { packageRoot } from '../src/db/package-root.ts'
import type { Results } from './results.ts'

const BEGIN = '<!-- figures: written by the bench from bench/results.json -->'
const END = '<!-- /figures -->'
const README = join(packageRoot, 'README.md')

/** Writes the figures of `bench/results.json` between the marks of the README. */
export function writeReadmeFigures(): void {
  writeFileSync(README, withFigures(readFileSync(README, 'utf8'), readResults()))
}

/** What the last bench wrote. */
export function readResults(): Results {
  return JSON.parse(readFileSync(join(packageRoot, 'bench', 'results.json'), 'utf8'))
}

/** The README with these figures between its marks. */
export function withFigures(readme: string, results: Results): string {
  const [before, rest] = readme.split(BEGIN)
  const after = rest?.split(END)[1]
  if (after === undefined) throw new Error(`README.md lacks ${BEGIN} … ${END}`)
  return `${before}${BEGIN}\n${figuresTable(results)}\n${END}${after}`
}

type Run = Results['runs'][number]

const whole = (n: number) => Math.round(n).toLocaleString('en')
const parts = (n: number) => n.toFixed(2)

/** What stands in a row: its name, its goal, its figure of a size. */
const ROWS: readonly (readonly [string, string, (run: Run) => string])[] = [
  ['persons, lines', '', ({ persons, lines }) => `${whole(persons)}, ${whole(lines)}`],
  ['intake, rows/s', '≥ 40,000', ({ intake }) => whole(intake.rowsPerSecond)],
  ['calculate, seconds', '', ({ calculate }) => parts(calculate.seconds)],
  ['calculate, households/s', '≥ 100,000', ({ calculate }) => whole(calculate.householdsPerSecond)],
  ['hand-written SQL ÷ calculate', '≥ 1', ({ calculate }) => parts(calculate.ratioToSql)],
  ['calculate ÷ bare COPY', '≤ 2.5', ({ calculate }) => parts(calculate.ratioToCopyFloor)],
  ['workers of calculate', '', ({ calculate }) => whole(calculate.workers)],
  ['peak memory of calculate, MiB', '≤ 300', ({ calculate }) => whole(calculate.peakRssMiB)],
  ['export, payments/s', '≥ 120,000', (run) => whole(run.export.paymentsPerSecond)],
  ['return import, rows/s', '≥ 100,000', ({ returns }) => whole(returns.rowsPerSecond)],
  ['reconcile, seconds', '', ({ reconcile }) => parts(reconcile.seconds)],
  ['the month, calculate to reconcile, seconds', '< 60 for 1,000,000', ({ monthSeconds }) => parts(monthSeconds)],
  ['lines that differ between the SQL and the rules', '0', ({ sqlDifferences }) => whole(sqlDifferences)],
]

function figuresTable({ machine, node, postgres, seed, runs }: Results): string {
  const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  return [
    `Measured on ${machine}, Node.js ${node}, PostgreSQL ${postgres} on the same machine, seed ${seed}.`,
    '',
    row(['households', 'goal', ...runs.map(({ households }) => whole(households))]),
    row(['---', '---', ...runs.map(() => '--:')]),
    ...ROWS.map(([name, goal, figure]) => row([name, goal, ...runs.map(figure)])),
  ].join('\n')
}
