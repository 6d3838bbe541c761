import type { Cipher } from '../../db/cipher.ts'
import type { Tx } from '../../db/transaction.ts'
import { refuseChanged } from '../../files/surveyed-file.store.ts'
import type { ColumnNames } from '../../intake/column-names.ts'
import { csvRows, UnreadableCsv } from '../../intake/csv-rows.ts'
import { readHeader } from '../../intake/header.ts'
import type { IntakeKind } from '../../intake/kind.ts'
import { plainRows } from '../../intake/plain-rows.ts'
import { INTAKE_REFUSALS } from '../../intake/refusals.ts'
import { refusedFile } from '../../intake/refused-file.ts'
import { isBlank, RowCheck } from '../../intake/row-check.ts'
import type { SourceRow } from '../../intake/source-row.ts'
import { Refused } from '../../kernel/refusal.ts'
import type { IntakeTable } from '../../registry/intake-tables.ts'
import { stage, stagedLine } from '../../registry/stage-intake.store.ts'
import { type ImportSource, sourceText } from './import-source.ts'
import { workbookRows } from './workbook-source.ts'

export interface ReadingPlan {
  readonly kind: IntakeKind
  readonly table: IntakeTable
  readonly source: ImportSource
  readonly names: ColumnNames
  readonly cipher: Cipher
  /** Only these lines, ascending; all when null. */
  readonly lines: Uint32Array | null
  progress(bytes: number): void
}

export interface StagedRows {
  /** How many rows there were. */
  readonly rows: number
  /** Where each column stands in the header, from 0. */
  readonly positions: ReadonlyMap<string, number>
}

/** Streams the file's rows, checked, into the stage. Reading and storing overlap. */
export async function stageRows(tx: Tx, plan: ReadingPlan): Promise<StagedRows> {
  let check: RowCheck | null = null
  let rows = 0
  let storing: Promise<void> = Promise.resolve()
  const wanted = lineFilter(plan.lines)
  try {
    for await (const batch of sourceRows(plan)) {
      check ??= batch.length > 0 ? startCheck(plan, batch.shift()!) : null
      if (!check) continue
      const due = batch.filter((row) => !isBlank(row) && wanted(row.line))
      rows += due.length
      const text = checkedText(plan, check, due)
      const problems = check.problems.splice(0)
      await storing
      storing = stage(tx, text, problems)
      storing.catch(() => {}) // awaited with the next batch
    }
  } catch (error) {
    await storing.catch(() => {})
    if (!(error instanceof UnreadableCsv)) throw error
    throw refusedFile(plan.source.file, INTAKE_REFUSALS[`import.${error.fault}`](), error.line)
  }
  await storing
  if (!check) throw refusedFile(plan.source.file, INTAKE_REFUSALS['import.empty']())
  return { rows, positions: check.positions }
}

/** The file's rows, its header first. */
async function* sourceRows({ source, names, progress }: ReadingPlan): AsyncGenerator<SourceRow[]> {
  const { path, file, sheet, bytes, quoted, sha256 } = source
  if (!sheet) return yield* quoted ? csvRows(sourceText(source, progress)) : plainRows(sourceText(source, progress))
  yield* workbookRows({ path, file, sheet: sheet.name }, names, (done) => progress(Math.floor(done * bytes)))
  await refuseChanged(path, sha256)
}

function checkedText({ table, cipher }: ReadingPlan, check: RowCheck, rows: readonly SourceRow[]): string {
  let text = ''
  for (const row of rows) {
    const checked = check.check(row)
    if (checked) text += stagedLine(table, cipher, row.line, checked)
  }
  return text
}

function startCheck({ kind, source, names }: ReadingPlan, header: SourceRow): RowCheck {
  if (header.cells.some((cell) => cell.includes('\r')))
    throw refusedFile(source.file, INTAKE_REFUSALS['import.line-ends']())
  if (header.fault) throw refusedFile(source.file, INTAKE_REFUSALS['import.quote-inside'](), header.line)
  const reading = readHeader(kind, source.file, header.cells, names)
  if (!reading.ok) throw new Refused(reading.problems.map((problem) => ({ ...problem, line: header.line })))
  return new RowCheck(kind, source.file, reading.positions)
}

function lineFilter(lines: Uint32Array | null): (line: number) => boolean {
  if (!lines) return () => true
  let next = 0
  return (line) => {
    while (next < lines.length && lines[next]! < line) next++
    return lines[next] === line
  }
}
