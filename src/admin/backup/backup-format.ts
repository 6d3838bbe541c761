import { createHash } from 'node:crypto'
import { z } from 'zod'
import { Refused } from '../../kernel/refusal.ts'
import { BACKUP_REFUSALS } from './refusals.ts'

/**
 * A backup is compressed text that PostgreSQL's own `psql` can read as well: comments with what a programme must know,
 * and each table as `COPY … FROM stdin;`, its rows, and `\.`.
 */
const FIRST_LINE = '-- huimin backup 1'
/** What ends the rows of a table; no row can be this line, for COPY doubles every backslash. */
export const END_OF_ROWS = '\\.\n'

const HEADER = z.strictObject({
  takenAt: z.string(),
  migrations: z.array(z.string()),
  /** Keyed hash of a fixed text: equal where the keys are. */
  keyCheck: z.string(),
})
const TABLE = z.strictObject({ table: z.string(), rows: z.int().min(0), sha256: z.string() })
const FOOTER = z.strictObject({ tables: z.array(TABLE), sequences: z.record(z.string(), z.string()) })
const NAME = /^[a-z_][a-z0-9_]*$/
const COPY_LINE = /^COPY public\.(\w+) \(([\w, ]*)\) FROM stdin;$/

export type BackupHeader = z.infer<typeof HEADER>
export type BackupFooter = z.infer<typeof FOOTER>
/** How many rows of a table are in the backup, and the SHA-256 of their text. */
export type TableSum = z.infer<typeof TABLE>

/** A table with its columns, in the order in which the rows hold them. */
export interface TableShape {
  readonly table: string
  readonly columns: readonly string[]
}

export function headerText(header: BackupHeader): string {
  return `${FIRST_LINE}\n-- ${JSON.stringify(header)}\n`
}

export function copyLine({ table, columns }: TableShape): string {
  return `COPY public.${table} (${columns.join(', ')}) FROM stdin;\n`
}

export function footerText(footer: BackupFooter): string {
  return `-- ${JSON.stringify(footer)}\n`
}

/** The two lines that begin a backup; refused when they do not. */
export function readHeader(first: string | null, second: string | null): BackupHeader {
  if (first !== FIRST_LINE) throw new Refused(BACKUP_REFUSALS['restore.not-a-backup']())
  return readComment(second, HEADER)
}

/** The line that begins a table, or null for any other line. */
export function readCopyLine(line: string): TableShape | null {
  const [, table, columns] = COPY_LINE.exec(line) ?? []
  if (table === undefined) return null
  const names = (columns ?? '').split(', ')
  return [table, ...names].every((name) => NAME.test(name)) ? { table, columns: names } : null
}

export function readFooter(line: string | null): BackupFooter {
  return readComment(line, FOOTER)
}

function readComment<T>(line: string | null, shape: z.ZodType<T>): T {
  if (line?.startsWith('-- ')) {
    try {
      return shape.parse(JSON.parse(line.slice(3)))
    } catch {
      throw new Refused(BACKUP_REFUSALS['restore.damaged']('说明行读不懂'))
    }
  }
  throw new Refused(BACKUP_REFUSALS['restore.damaged']('文件不完整'))
}

/** Counts and hashes the rows of one table as they pass. */
export class TableSummer {
  readonly #hash = createHash('sha256')
  #rows = 0

  add(bytes: Uint8Array): void {
    this.#hash.update(bytes)
    for (const byte of bytes) if (byte === NEWLINE) this.#rows++
  }

  sum(table: string): TableSum {
    return { table, rows: this.#rows, sha256: this.#hash.digest('hex') }
  }
}

const NEWLINE = 0x0a
