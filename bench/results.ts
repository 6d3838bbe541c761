import { cpus, totalmem } from 'node:os'
import { median, rounded } from './measure.ts'
import type { BenchOptions } from './options.ts'
import type { PartReports } from './parts.ts'

/** Everything measured of one size. */
export interface SizeReport {
  /** Households asked for. */
  readonly size: number
  readonly month: PartReports['month']
  readonly intake: PartReports['intake']
  /** Null where it was left out. */
  readonly arrears: PartReports['arrears'] | null
}

type Round = PartReports['month']['rounds'][number]

/** Medians over the rounds; a ratio is taken within each round, where both sides saw the same machine. */
export interface Figures {
  readonly calculate: number
  readonly lines: number
  readonly sql: number
  readonly floor: number
  /** SQL ÷ the whole step, and ÷ the part that does the same work as the SQL; 1 or more is the goal. */
  readonly ratioToSql: number
  readonly linesRatioToSql: number
  /** The whole step ÷ the bare COPY, and the part up to the lines ÷ it; 2.5 or less is the goal. */
  readonly ratioToCopyFloor: number
  readonly linesRatioToCopyFloor: number
  readonly approve: number
  readonly export: number
  readonly returns: number
  readonly reconcile: number
  /** From the first household read to the last report written. */
  readonly month: number
}

/** Seconds and ratios of one size, each the median over the rounds. */
export function figuresOf({ rounds }: Pick<PartReports['month'], 'rounds'>): Figures {
  const of = (value: (round: Round) => number) => median(rounds.map(value))
  return {
    calculate: of((r) => r.calculate),
    lines: of((r) => r.lines),
    sql: of((r) => r.sql),
    floor: of((r) => r.floor),
    ratioToSql: of((r) => r.sql / r.calculate),
    linesRatioToSql: of((r) => r.sql / r.lines),
    ratioToCopyFloor: of((r) => r.calculate / r.floor),
    linesRatioToCopyFloor: of((r) => r.lines / r.floor),
    approve: of((r) => r.month.approve.seconds),
    export: of((r) => r.month.export.seconds),
    returns: of((r) => r.month.returns.seconds),
    reconcile: of((r) => r.month.reconcile.seconds),
    month: of((r) => r.calculate + secondsAfter(r)),
  }
}

function secondsAfter({ month }: Round): number {
  return [month.approve, month.export, month.returns, month.reconcile].reduce((sum, { seconds }) => sum + seconds, 0)
}

/** Rows and seconds of all files of an intake. */
export function intakeTotal(intake: SizeReport['intake']): { readonly rows: number; readonly seconds: number } {
  return intake.reduce((sum, one) => ({ rows: sum.rows + one.rows, seconds: sum.seconds + one.seconds }), {
    rows: 0,
    seconds: 0,
  })
}

/** The ratio of a seventh month with changes to one without. */
export function arrearsRatio({ rounds }: PartReports['arrears']): number {
  return median(rounds.map(({ plain, changed }) => changed / plain))
}

/** The most memory that any process of ours held, in MiB. */
export function peakOf({ month, intake }: SizeReport): number {
  const steps = month.rounds.flatMap((r) => [r.month.approve, r.month.export, r.month.returns, r.month.reconcile])
  return Math.max(...month.rounds.map((r) => r.peakMiB), ...[...steps, ...intake].map((step) => step.peakMiB))
}

/** The most memory that a process of the server held while a month was calculated; null where nobody tells. */
export function serverPeakOf({ rounds }: PartReports['month']): number | null {
  const peaks = rounds.map((round) => round.serverPeakMiB).filter((peak) => peak !== null)
  return peaks.length > 0 ? Math.max(...peaks) : null
}

/** Where and with what it was measured. */
export function setting(reports: readonly SizeReport[], { seed }: Pick<BenchOptions, 'seed'>) {
  const [cpu] = cpus()
  const machine = `${cpus().length} × ${cpu?.model.trim() ?? process.arch}, ${Math.round(totalmem() / 2 ** 30)} GiB, ${process.platform}`
  return { machine, node: process.version, postgres: reports[0]!.month.postgres, seed }
}

/** The content of `bench/results.json`. */
export type Results = ReturnType<typeof resultsOf>

/** Medians and ratios of every size, for other programs. */
export function resultsOf(reports: readonly SizeReport[], options: Pick<BenchOptions, 'seed'>) {
  return { ...setting(reports, options), runs: reports.map(runOf) }
}

function runOf({ month, intake }: SizeReport) {
  const { households, persons, lines, rounds, differences } = month
  const f = figuresOf(month)
  const [{ month: first }] = rounds as [Round, ...Round[]]
  const total = intakeTotal(intake)
  return {
    households,
    persons,
    lines,
    intake: { rowsPerSecond: Math.round(total.rows / total.seconds) },
    calculate: {
      seconds: rounded(f.calculate),
      householdsPerSecond: Math.round(households / f.calculate),
      ratioToSql: rounded(f.ratioToSql),
      ratioToCopyFloor: rounded(f.ratioToCopyFloor),
      workers: month.workers,
      peakRssMiB: Math.max(...rounds.map((r) => r.peakMiB)),
    },
    export: { paymentsPerSecond: Math.round(first.export.payments / f.export) },
    returns: { rowsPerSecond: Math.round(first.returns.rows / f.returns) },
    reconcile: { seconds: rounded(f.reconcile) },
    monthSeconds: rounded(f.month),
    sqlDifferences: differences.count,
  }
}
