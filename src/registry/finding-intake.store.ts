import { type Statement, sql } from '../db/statement.ts'

/** The staged row `s` has had no error so far. */
export const STANDING: Statement = sql`NOT EXISTS (
  SELECT FROM finding f WHERE f.line = s.line AND f.severity = 'error')`

/** What is said of every staged row that a condition selects. */
export interface StagedFinding {
  readonly code: string
  readonly severity?: 'error' | 'warning'
  /** The column of the file. */
  readonly cell: string
  /** The value as it may be shown: masked where it is a personal number. */
  readonly value: Statement
  readonly message: Statement
  readonly remedy: string
}

/** Adds one finding for each row of `source`, which names the staged row `s`. */
export function findingFor(finding: StagedFinding, source: Statement): Statement {
  const { code, severity = 'error', cell, value, message, remedy } = finding
  return sql`INSERT INTO finding
    SELECT s.line, ${cell}, ${value}, ${severity}, ${code}, ${message}, ${remedy} FROM ${source}`
}
