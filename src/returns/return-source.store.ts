import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { open, stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { refuseChanged } from '../files/surveyed-file.store.ts'
import { fileNameWithoutNumbers } from '../kernel/masked-text.ts'
import { Refused } from '../kernel/refusal.ts'
import type { ReturnLayout } from '../layout/layout.ts'
import { mayBeWorkbook } from '../layout/return-columns.ts'
import type { ReturnReader, ReturnRow } from '../layout/return-reader.ts'
import type { SheetRow } from '../workbook/cell-value.ts'
import { Workbook } from '../workbook/workbook.store.ts'
import { UnreadableWorkbook } from '../workbook/workbook-fault.ts'
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
  if (!mayBeWorkbook(layout)) throw new Refused(noWorkbook(path))
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
      if (!sheet || sheet.hidden || others.length > 0) throw new Refused(notOneSheet(path, filled.length))
      for await (const { rows, hiddenColumns } of workbook.read(sheet)) {
        if (hiddenColumns.length > 0) throw new Refused(hiddenColumn(path))
        yield rows
      }
    } finally {
      workbook.close()
    }
  } catch (error) {
    throw error instanceof UnreadableWorkbook ? new Refused(unreadable(path, error)) : error
  }
}

function noWorkbook(path: string) {
  return {
    code: 'returns.workbook-not-expected',
    message: `${shownName(path)} 是工作簿,而这个版式的回盘不按栏名读,不能是工作簿。`,
    remedy: '请用 --layout 指定有表头的版式(例如 yibentong-xlsx),或请银行按约定的格式提供。',
  }
}

function notOneSheet(path: string, sheets: number) {
  return {
    code: 'returns.sheets',
    message: `${shownName(path)} 有内容的工作表${sheets > 1 ? `有 ${sheets} 张` : '没有,或被隐藏'},应正好一张。`,
    remedy: '请确认拿到的是完整的回盘;多余的工作表请银行去掉后重新提供。',
  }
}

function hiddenColumn(path: string) {
  return {
    code: 'returns.hidden',
    message: `${shownName(path)} 的工作表里有隐藏的列。`,
    remedy: '请联系代发银行查明,由银行去掉隐藏后重新提供整个文件。',
  }
}

function unreadable(path: string, { fault, part }: UnreadableWorkbook) {
  const why: Partial<Record<typeof fault, string>> = { encrypted: '设了打开密码', macro: '带有宏' }
  const message = `${shownName(path)} 作为工作簿读不了:${why[fault] ?? '已损坏、没有传完整,或大得不正常'}${part && `(${part})`}。`
  return {
    code: 'returns.workbook-unreadable',
    message,
    remedy: '请向银行重新索取整个文件(不含宏、没有密码的 .xlsx)。',
  }
}

function shownName(path: string): string {
  return fileNameWithoutNumbers(basename(path))
}
