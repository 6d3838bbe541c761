import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { open, stat } from 'node:fs/promises'
import { refuseChanged } from '../files/surveyed-file.store.ts'
import { Refused } from '../kernel/refusal.ts'
import type { ReturnLayout } from '../layout/layout.ts'
import { mayBeWorkbook } from '../layout/return-columns.ts'
import type { ReturnReader, ReturnRow } from '../layout/return-reader.ts'
import type { SheetRow } from '../workbook/cell-value.ts'
import { Workbook } from '../workbook/workbook.store.ts'
import { UnreadableWorkbook } from '../workbook/workbook-fault.ts'
import { RETURN_REFUSALS } from './refusals.ts'
import { openReturnFile, type ReturnFile, returnLines } from './return-file.store.ts'

/** A return on the disk and how it is read: lines of one encoding, or a sheet of a workbook. */
export type ReturnSource = ReturnFile | WorkbookReturn

interface WorkbookReturn {
  readonly path: string
  readonly sha256: string
  readonly encoding: null
}

const ZIP = Buffer.from('PK\x03\x04')

/** Opens a return for a layout: its bytes' hash, and how it is read. Refused when it is missing or cannot be read so. */
export async function openReturn(path: string, layout: ReturnLayout): Promise<ReturnSource> {
  if (!(await isWorkbook(path))) return await openReturnFile(path, layout.encodings)
  if (!mayBeWorkbook(layout)) throw new Refused(RETURN_REFUSALS['returns.workbook-not-expected'](path))
  const sha256 = createHash('sha256')
  for await (const bytes of createReadStream(path)) sha256.update(bytes)
  return { path, sha256: sha256.digest('hex'), encoding: null }
}

/** True when the file begins as workbooks do; false also when there is none. */
export async function isWorkbook(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => null)
  if (!found?.isFile()) return false
  const file = await open(path)
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(ZIP.length), 0, ZIP.length, 0)
    return bytesRead === ZIP.length && buffer.equals(ZIP)
  } finally {
    await file.close()
  }
}

/** Reads the whole return; what is wrong is with the reader's problems. */
export async function* returnRows(source: ReturnSource, reader: ReturnReader): AsyncGenerator<ReturnRow[]> {
  if (source.encoding === null) {
    for await (const rows of sheetRows(source.path)) yield known(rows.map((row) => reader.readSheetRow(row)))
    await refuseChanged(source.path, source.sha256)
  } else {
    for await (const lines of returnLines(source)) yield known(lines.map((line) => reader.read(line)))
  }
  reader.end()
}

function known(rows: readonly (ReturnRow | null)[]): ReturnRow[] {
  return rows.filter((row) => row !== null)
}

/** The rows of the only sheet that holds anything, piece by piece. */
export async function* sheetRows(path: string): AsyncGenerator<readonly SheetRow[]> {
  try {
    const workbook = await Workbook.open(path)
    try {
      const filled = []
      for (const sheet of workbook.sheets) if (await workbook.hasContent(sheet)) filled.push(sheet)
      const [sheet, ...others] = filled
      if (!sheet || sheet.hidden || others.length > 0)
        throw new Refused(RETURN_REFUSALS['returns.sheets'](path, filled.length))
      for await (const { rows, hiddenColumns } of workbook.read(sheet)) {
        if (hiddenColumns.length > 0) throw new Refused(RETURN_REFUSALS['returns.hidden'](path))
        yield rows
      }
    } finally {
      workbook.close()
    }
  } catch (error) {
    if (!(error instanceof UnreadableWorkbook)) throw error
    throw new Refused(RETURN_REFUSALS['returns.workbook-unreadable'](path, error))
  }
}
