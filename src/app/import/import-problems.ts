import { accessSync, constants, existsSync, mkdirSync, renameSync, unlinkSync } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { basename, dirname, extname, join } from 'node:path'
import { copyOut } from '../../db/copy.ts'
import type { Tx } from '../../db/transaction.ts'
import { fileNameWithoutNumbers, withoutPersonalNumbers } from '../../kernel/masked-text.ts'
import type { Problem } from '../../kernel/problem.ts'
import { inertText, REPORT_BOM, reportLines } from '../../kernel/report-csv.ts'
import { FINDINGS } from '../../registry/earlier-intake.store.ts'
import { cellPlace } from '../../workbook/cell-address.ts'

/** Problems kept for the screen and for `--json`; all of them are in the problem file. */
const KEPT_PROBLEMS = 1000

const TITLES = ['文件', '行号', '列', '值', '级别', '代码', '问题', '处理办法']
const SHEET_TITLES = ['文件', '行号', '列', '单元格', '值', '级别', '代码', '问题', '处理办法']

/** The file that the findings are about. */
export interface FoundIn {
  readonly file: string
  /** The sheet, when it is a workbook: each finding then names its cell. */
  readonly sheet: string | null
  /** Where each column stands in the header, from 0. */
  readonly positions: ReadonlyMap<string, number>
}

/** Where the problems of a file are listed: beside it, or under `out/` where its folder cannot be written. */
export function problemFilePath(path: string): string {
  const name = `${fileNameWithoutNumbers(basename(path, extname(path)))}.问题.csv`
  return join(isWritable(dirname(path)) ? dirname(path) : 'out', name)
}

function isWritable(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK)
    return true
  } catch {
    return false
  }
}

/** Writes the findings of the stage to `path`, in the order of the file, and returns the first of them. */
export async function writeProblemFile(tx: Tx, found: FoundIn, path: string): Promise<Problem[]> {
  mkdirSync(dirname(path), { recursive: true })
  const partial = `${path}.partial`
  const kept: Problem[] = []
  const handle = await open(partial, 'w')
  try {
    await handle.write(REPORT_BOM + reportLines([found.sheet === null ? TITLES : SHEET_TITLES]))
    for await (const batch of copyOut(tx.client, FINDINGS)) {
      const problems = batch.map((row) => problemOf(found, row))
      await writeAll(handle, problems, found.sheet !== null)
      kept.push(...problems.slice(0, KEPT_PROBLEMS - kept.length))
    }
  } finally {
    await handle.close()
  }
  renameSync(partial, path)
  return kept
}

async function writeAll(handle: FileHandle, problems: readonly Problem[], withCells: boolean): Promise<void> {
  const rows = problems.map(({ file, line, column, cell, value, severity, code, message, remedy }) => {
    const place = [file, line === undefined ? '' : String(line), column, ...(withCells ? [cell] : [])]
    const found = [...place, value, severity === 'error' ? '拒收' : '提示', code, message, remedy]
    return found.map((text) => inertText(text ?? ''))
  })
  await handle.writeFile(reportLines(rows))
}

/** Removes what an earlier import listed, now that there is nothing to list. */
export function removeProblemFile(path: string): void {
  if (existsSync(path)) unlinkSync(path)
}

function problemOf({ file, sheet, positions }: FoundIn, row: readonly (string | null)[]): Problem {
  const [line, column, value, severity, code, message, remedy] = row
  return {
    code: code!,
    severity: severity as Problem['severity'],
    file,
    line: Number(line),
    ...(column ? { column } : {}),
    ...(sheet === null ? {} : { cell: cellPlace(sheet, positions.get(column ?? '') ?? 0, Number(line)) }),
    ...(value ? { value: withoutPersonalNumbers(value) } : {}),
    message: withoutPersonalNumbers(message!),
    remedy: remedy!,
  }
}
