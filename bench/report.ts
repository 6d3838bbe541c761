import type { SizeReport } from './one-size.ts'
import { figuresOf } from './results.ts'

/** The measurements of one size as a table for a terminal. */
export function describeSize(report: SizeReport): string {
  const { households, persons, lines, exceptions, rounds, phases, peakRssMiB, differences } = report
  const f = figuresOf(report)
  const count = (n: number) => n.toLocaleString('en')
  const row = (name: string, seconds: number, ...notes: string[]) =>
    `  ${name.padEnd(44)}${seconds.toFixed(3).padStart(9)} s  ${notes.join('  ')}`.trimEnd()
  const rate = (seconds: number) => `${count(Math.round(households / seconds)).padStart(9)} households/s`
  const ratios = (sql: number, floor: number) => `SQL ÷ ours ${sql.toFixed(2)}  ours ÷ COPY ${floor.toFixed(2)}`
  return [
    '',
    `${count(households)} households, ${count(persons)} persons → ${count(lines)} lines, ${count(exceptions)} listed`,
    `medians of ${rounds.length} rounds; the goals: SQL ÷ ours ≥ 1, ours ÷ COPY ≤ 2.5`,
    row(
      'run calculate, until the lines are stored',
      f.lines,
      rate(f.lines),
      ratios(f.linesRatioToSql, f.linesRatioToCopyFloor),
    ),
    row('run calculate, with payments', f.calculate, rate(f.calculate), ratios(f.ratioToSql, f.ratioToCopyFloor)),
    row('hand-written INSERT … SELECT, the same lines', f.sql, rate(f.sql)),
    row('bare COPY out and in, the same bytes', f.floor, rate(f.floor)),
    'where our seconds go when nothing overlaps',
    row('read', phases.read),
    row('compute', phases.compute),
    row('store', phases.store),
    row('payments', f.calculate - f.lines),
    `peak memory of the process: ${peakRssMiB} MiB`,
    differences.count === 0
      ? 'the SQL and the rules give the same lines, every column of them'
      : `THE LINES DIFFER: ${differences.count}, such as\n  ${differences.examples.join('\n  ')}`,
  ].join('\n')
}

/** How peak memory grows from the smallest size to the largest. */
export function describeSpread(reports: readonly SizeReport[]): string {
  const bySize = reports.toSorted((a, b) => a.households - b.households)
  const [smallest, largest] = [bySize[0]!, bySize.at(-1)!]
  const ratio = (largest.peakRssMiB / smallest.peakRssMiB).toFixed(2)
  const sizes = `${largest.households.toLocaleString('en')} ÷ ${smallest.households.toLocaleString('en')} households`
  return `\npeak memory, ${sizes}: ${ratio} (the goal: ≤ 1.3)`
}
