import { median, rounded } from './measure.ts'
import type { BenchOptions } from './options.ts'
import { arrearsRatio, figuresOf, intakeTotal, type SizeReport, serverPeakOf, setting } from './results.ts'

/** The content of `bench/details.json`: what the figures of `results.json` are made of. */
export function detailsOf(reports: readonly SizeReport[], options: Pick<BenchOptions, 'seed'>) {
  return { ...setting(reports, options), runs: reports.map(detailOf) }
}

function detailOf({ month, intake, arrears }: SizeReport) {
  const figures = figuresOf(month)
  const peak = (step: 'approve' | 'export' | 'returns' | 'reconcile') =>
    Math.max(...month.rounds.map((round) => round.month[step].peakMiB))
  const total = intakeTotal(intake)
  return {
    households: month.households,
    exceptions: month.exceptions,
    rounds: month.rounds.length,
    secondsMedian: allRounded(figures),
    secondsWithoutOverlap: allRounded({ ...month.phases, payments: figures.calculate - figures.lines }),
    bytesPerLine: month.bytesPerLine,
    peakMiB: {
      calculate: Math.max(...month.rounds.map((round) => round.peakMiB)),
      server: serverPeakOf(month),
      approve: peak('approve'),
      export: peak('export'),
      returns: peak('returns'),
      reconcile: peak('reconcile'),
    },
    intake: {
      rows: total.rows,
      seconds: rounded(total.seconds),
      peakMiB: Math.max(...intake.map((one) => one.peakMiB)),
      rowsPerSecond: Object.fromEntries(intake.map(({ kind, rows, seconds }) => [kind, Math.round(rows / seconds)])),
    },
    arrears: arrears && {
      households: arrears.households,
      lines: arrears.differences,
      rounds: arrears.rounds.map(allRounded),
      plainSeconds: rounded(median(arrears.rounds.map(({ plain }) => plain))),
      changedSeconds: rounded(median(arrears.rounds.map(({ changed }) => changed))),
      ratio: rounded(arrearsRatio(arrears)),
    },
  }
}

function allRounded<T extends object>(values: T): Record<string, number> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, rounded(value as number)]))
}
