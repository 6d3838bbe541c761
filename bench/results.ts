import { cpus, totalmem } from 'node:os'
import { median, rounded } from './measure.ts'
import type { SizeReport } from './one-size.ts'

/** Medians and ratios of one size. A ratio is taken within each round, where both sides saw the same machine. */
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
}

/** Seconds and ratios of one size, each the median over the rounds. */
export function figuresOf({ rounds }: Pick<SizeReport, 'rounds'>): Figures {
  const of = (value: (round: SizeReport['rounds'][number]) => number) => median(rounds.map(value))
  return {
    calculate: of((r) => r.calculate),
    lines: of((r) => r.lines),
    sql: of((r) => r.sql),
    floor: of((r) => r.floor),
    ratioToSql: of((r) => r.sql / r.calculate),
    linesRatioToSql: of((r) => r.sql / r.lines),
    ratioToCopyFloor: of((r) => r.calculate / r.floor),
    linesRatioToCopyFloor: of((r) => r.lines / r.floor),
  }
}

/** The content of `bench/results.json`; figures that are not measured here are absent. */
export function resultsOf(reports: readonly SizeReport[], seed: number) {
  const [cpu] = cpus()
  const machine = `${cpus().length} × ${cpu?.model.trim() ?? process.arch}, ${Math.round(totalmem() / 2 ** 30)} GiB, ${process.platform}`
  return { machine, node: process.version, postgres: reports[0]?.postgres, seed, runs: reports.map(runOf) }
}

function runOf(report: SizeReport) {
  const { households, persons, lines, exceptions, rounds, phases, peakRssMiB, differences } = report
  const figures = figuresOf(report)
  return {
    households,
    persons,
    lines,
    exceptions,
    rounds: rounds.length,
    calculate: {
      seconds: rounded(figures.calculate),
      householdsPerSecond: Math.round(households / figures.calculate),
      ratioToSql: rounded(figures.ratioToSql),
      ratioToCopyFloor: rounded(figures.ratioToCopyFloor),
      workers: 1,
      peakRssMiB,
      untilLinesStored: {
        seconds: rounded(figures.lines),
        householdsPerSecond: Math.round(households / figures.lines),
        ratioToSql: rounded(figures.linesRatioToSql),
        ratioToCopyFloor: rounded(figures.linesRatioToCopyFloor),
      },
      secondsWithoutOverlap: {
        read: rounded(phases.read),
        compute: rounded(phases.compute),
        store: rounded(phases.store),
        payments: rounded(figures.calculate - figures.lines),
      },
    },
    sqlSeconds: rounded(figures.sql),
    copyFloorSeconds: rounded(figures.floor),
    sqlDifferences: differences.count,
  }
}
