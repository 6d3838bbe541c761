import { onlyRowOf, rowOf, type Statement, sql } from '../db/statement.ts'
import type { Tx } from '../db/transaction.ts'

/** What an earlier import of the same bytes came to. */
export interface EarlierIntake {
  /** The instant of the first one. */
  readonly firstAt: string
  readonly rows: number
  readonly accepted: number
  readonly unchanged: number
  /** The lines that the latest one refused, ascending. */
  readonly refusedLines: Uint32Array
}

/** Finds the import of the same bytes as the same kind; null when these bytes are new. */
export async function findEarlierIntake(tx: Tx, kind: string, sha256: string): Promise<EarlierIntake | null> {
  const same = sql`kind = ${kind} AND sha256 = ${sha256}`
  const row = await rowOf(
    tx.client,
    sql<EarlierRow>`
      SELECT rows, accepted, unchanged, array_to_string(refused_lines, ',') AS refused,
        (SELECT min(recorded_at) FROM intake WHERE ${same}) AS first_at
      FROM intake WHERE ${same} ORDER BY intake_no DESC LIMIT 1`,
  )
  if (!row) return null
  const refusedLines = row.refused === '' ? new Uint32Array() : Uint32Array.from(row.refused.split(','), Number)
  return {
    firstAt: row.first_at,
    rows: Number(row.rows),
    accepted: Number(row.accepted),
    unchanged: Number(row.unchanged),
    refusedLines,
  }
}

interface EarlierRow {
  readonly rows: string
  readonly accepted: string
  readonly unchanged: string
  readonly first_at: string
  /** The lines, ascending, between commas. */
  readonly refused: string
}

/** What an import came to. `accepted` includes `unchanged`; `refused` and `warnings` count what is in `finding`. */
export interface IntakeCounts {
  readonly rows: number
  readonly accepted: number
  readonly unchanged: number
  readonly refused: number
  readonly warnings: number
  /** Rows that brought something new. */
  readonly appended: number
}

/** Counts what the stage holds, of `rows` rows read now. */
export async function countStage(tx: Tx, rows: number): Promise<IntakeCounts> {
  const { refused, warnings, appended } = await onlyRowOf(tx.client, STAGED_COUNTS)
  const accepted = rows - Number(refused)
  return {
    rows,
    accepted,
    unchanged: accepted - Number(appended),
    refused: Number(refused),
    warnings: Number(warnings),
    appended: Number(appended),
  }
}

const STAGED_COUNTS = sql<Readonly<Record<'refused' | 'warnings' | 'appended', string>>>`
  SELECT (SELECT count(DISTINCT line) FROM finding WHERE severity = 'error') AS refused,
         (SELECT count(*) FROM finding WHERE severity = 'warning') AS warnings,
         (SELECT count(DISTINCT line) FROM fresh) AS appended`

/** Records the import with the lines it refused; returns its number. */
export async function recordIntake(
  tx: Tx,
  intake: {
    readonly kind: string
    readonly fileName: string
    readonly sha256: string
    readonly encoding: string
    readonly actor: string
    readonly at: string
  },
  counts: IntakeCounts,
): Promise<string> {
  const { kind, fileName, sha256, encoding, actor, at } = intake
  const record = sql<{ intake_no: string }>`
    INSERT INTO intake (kind, file_name, sha256, encoding, rows, accepted, unchanged, refused, refused_lines, actor, recorded_at)
    SELECT ${kind}, ${fileName}, ${sha256}, ${encoding}, ${counts.rows}, ${counts.accepted}, ${counts.unchanged},
      ${counts.refused}, coalesce(array_agg(DISTINCT line ORDER BY line), '{}'), ${actor}, ${at}
    FROM finding WHERE severity = 'error'
    RETURNING intake_no`
  return (await onlyRowOf(tx.client, record)).intake_no
}

/** The findings in the order of the file. */
export const FINDINGS: Statement = sql`SELECT line, cell, value, severity, code, message, remedy FROM finding
  ORDER BY line, severity, code, cell, message`
