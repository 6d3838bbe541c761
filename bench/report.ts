import { arrearsRatio, figuresOf, intakeTotal, peakOf, type SizeReport, serverPeakOf } from './results.ts'

const count = (n: number) => Math.round(n).toLocaleString('en')

function row(name: string, seconds: number, ...notes: string[]): string {
  return `  ${name.padEnd(44)}${seconds.toFixed(3).padStart(9)} s  ${notes.join('  ')}`.trimEnd()
}

function rate(many: number, seconds: number, what: string): string {
  return `${count(many / seconds).padStart(9)} ${what}/s`
}

/** The measurements of one size as a table for a terminal. */
export function describeSize(report: SizeReport): string {
  const { households, persons, lines, exceptions, rounds, bytesPerLine, differences } = report.month
  return [
    '',
    `${count(households)} households, ${count(persons)} persons → ${count(lines)} lines, ${count(exceptions)} listed`,
    `medians of ${rounds.length} rounds; the goals: SQL ÷ ours ≥ 1, ours ÷ COPY ≤ 2.5`,
    ...intakeRows(report),
    ...monthRows(report),
    ...phaseRows(report),
    ...arrearsRows(report),
    ...memoryRows(report),
    `a line takes ${bytesPerLine} bytes on the disk`,
    differences.count === 0
      ? 'the SQL and the rules give the same lines, every column of them'
      : `THE LINES DIFFER: ${differences.count}, such as\n  ${differences.examples.join('\n  ')}`,
  ].join('\n')
}

function intakeRows({ intake }: SizeReport): string[] {
  const { rows, seconds } = intakeTotal(intake)
  const kinds = intake.map((one) => `${one.kind} ${count(one.rows / one.seconds)}`)
  return [row(`intake of ${count(rows)} rows`, seconds, rate(rows, seconds, 'rows')), `    ${kinds.join('  ')}`]
}

function monthRows({ month }: SizeReport): string[] {
  const { households, rounds } = month
  const f = figuresOf(month)
  const ratios = (sql: number, floor: number) => `SQL ÷ ours ${sql.toFixed(2)}  ours ÷ COPY ${floor.toFixed(2)}`
  const cases = (seconds: number) => rate(households, seconds, 'households')
  const { payments } = rounds[0]!.month.export
  const answers = rounds[0]!.month.returns.rows
  return [
    row(
      'run calculate, until the lines are stored',
      f.lines,
      cases(f.lines),
      ratios(f.linesRatioToSql, f.linesRatioToCopyFloor),
    ),
    row('run calculate, with payments', f.calculate, cases(f.calculate), ratios(f.ratioToSql, f.ratioToCopyFloor)),
    row('hand-written INSERT … SELECT, the same lines', f.sql, cases(f.sql)),
    row('bare COPY out and in, the same bytes', f.floor, cases(f.floor)),
    row('submit and approve', f.approve),
    row('export, read back', f.export, rate(payments, f.export, 'payments')),
    row('return import', f.returns, rate(answers, f.returns, 'rows')),
    row('reconcile', f.reconcile),
    row('the month, calculate to reconcile', f.month),
  ]
}

function phaseRows({ month }: SizeReport): string[] {
  const { read, compute, store } = month.phases
  const f = figuresOf(month)
  return [
    'where the seconds of a calculation go when nothing overlaps',
    row('read', read),
    row('compute', compute),
    row('store', store),
    row('payments', f.calculate - f.lines),
  ]
}

function arrearsRows({ arrears }: SizeReport): string[] {
  if (!arrears) return []
  const ratio = arrearsRatio(arrears).toFixed(2)
  const rounds = arrears.rounds.map(({ plain, changed }) => `${changed.toFixed(2)} ÷ ${plain.toFixed(2)} s`)
  return [
    `seventh months with and without changes: ${rounds.join(', ')}`,
    `a month with 1 % of households changed back six months ÷ a plain one, median: ${ratio} (the goal: < 1.3; ${count(arrears.differences)} differences)`,
  ]
}

function memoryRows({ month, intake }: SizeReport): string[] {
  const most = (peaks: readonly { readonly peakMiB: number }[]) => Math.max(...peaks.map(({ peakMiB }) => peakMiB))
  const step = (name: 'approve' | 'export' | 'returns' | 'reconcile') =>
    `${name} ${most(month.rounds.map((round) => round.month[name]))}`
  const steps = [`intake ${most(intake)}`, `calculate ${most(month.rounds)}`]
  const server = serverPeakOf(month) ?? 'unknown'
  return [
    `peak memory in MiB: ${[...steps, step('approve'), step('export'), step('returns'), step('reconcile')].join(', ')}`,
    `  of the server's largest process while calculating, with its part of the shared buffers: ${server}`,
  ]
}

/** How time for a household and peak memory grow from the smallest size to the largest. */
export function describeSpread(reports: readonly SizeReport[]): string {
  const bySize = reports.toSorted((a, b) => a.month.households - b.month.households)
  const [smallest, largest] = [bySize[0]!, bySize.at(-1)!]
  const perHousehold = ({ month }: SizeReport, figure: 'calculate' | 'lines' | 'month') =>
    figuresOf(month)[figure] / month.households
  const growth = (figure: 'calculate' | 'lines' | 'month') =>
    (perHousehold(largest, figure) / perHousehold(smallest, figure)).toFixed(2)
  const seconds = `lines ${growth('lines')}, calculate ${growth('calculate')}, the month ${growth('month')}`
  return [
    `\n${count(largest.month.households)} ÷ ${count(smallest.month.households)} households`,
    `  seconds for a household: ${seconds} (the goal: 0.9 to 1.1)`,
    `  peak memory: ${(peakOf(largest) / peakOf(smallest)).toFixed(2)} (the goal: ≤ 1.3)`,
  ].join('\n')
}
