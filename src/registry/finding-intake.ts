import { literal } from '../db/copy.ts'

/** SQL: the staged row `s` has had no error so far. */
export const STANDING = "NOT EXISTS (SELECT FROM finding f WHERE f.line = s.line AND f.severity = 'error')"

/** What is said of every staged row that a condition selects. */
export interface StagedFinding {
  readonly code: string
  readonly severity?: 'error' | 'warning'
  /** The column of the file. */
  readonly cell: string
  /** SQL for the value as it may be shown: masked where it is a personal number. */
  readonly value: string
  /** SQL for the message. */
  readonly message: string
  readonly remedy: string
}

/** SQL that adds one finding for each row of `source`, which names the staged row `s`. */
export function findingFor(finding: StagedFinding, source: string): string {
  const { code, severity = 'error', cell, value, message, remedy } = finding
  const constants = [severity, code].map(literal).join(', ')
  return `INSERT INTO finding
    SELECT s.line, ${literal(cell)}, ${value}, ${constants}, ${message}, ${literal(remedy)} FROM ${source}`
}
