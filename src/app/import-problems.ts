import { accessSync, constants, existsSync, mkdirSync, renameSync, unlinkSync } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { basename, dirname, extname, join } from 'node:path'
import { stringify } from 'csv-stringify/sync'
import { copyOut } from '../db/copy.ts'
import type { Tx } from '../db/transaction.ts'
import { withoutPersonalNumbers } from '../intake/masked-text.ts'
import type { Problem } from '../kernel/problem.ts'
import { FINDINGS } from '../registry/earlier-intake.store.ts'

/** Problems kept for the screen and for `--json`; all of them are in the problem file. */
export const KEPT_PROBLEMS = 1000

const TITLES = ['文件', '行号', '列', '值', '级别', '代码', '问题', '处理办法']

/** Where the problems of a file are listed: beside it, or under `out/` where its folder cannot be written. */
export function problemFilePath(path: string): string {
  const name = `${basename(path, extname(path))}.问题.csv`
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
export async function writeProblemFile(tx: Tx, file: string, path: string): Promise<Problem[]> {
  mkdirSync(dirname(path), { recursive: true })
  const partial = `${path}.partial`
  const kept: Problem[] = []
  const handle = await open(partial, 'w')
  try {
    await handle.write(`\ufeff${TITLES.join(',')}\r\n`)
    for await (const batch of copyOut(tx.client, FINDINGS)) {
      const problems = batch.map((row) => problemOf(file, row))
      await writeAll(handle, problems)
      kept.push(...problems.slice(0, KEPT_PROBLEMS - kept.length))
    }
  } finally {
    await handle.close()
  }
  renameSync(partial, path)
  return kept
}

async function writeAll(handle: FileHandle, problems: readonly Problem[]): Promise<void> {
  const rows = problems.map(({ file, line, column, value, severity, code, message, remedy }) => [
    ...[file, line, column, value, severity === 'error' ? '拒收' : '提示', code, message, remedy],
  ])
  await handle.writeFile(stringify(rows, { escape_formulas: true, record_delimiter: '\r\n' }))
}

/** Removes what an earlier import listed, now that there is nothing to list. */
export function removeProblemFile(path: string): void {
  if (existsSync(path)) unlinkSync(path)
}

function problemOf(file: string, row: readonly (string | null)[]): Problem {
  const [line, cell, value, severity, code, message, remedy] = row
  return {
    code: code!,
    severity: severity as Problem['severity'],
    file,
    line: Number(line),
    ...(cell ? { column: cell } : {}),
    ...(value ? { value: withoutPersonalNumbers(value) } : {}),
    message: withoutPersonalNumbers(message!),
    remedy: remedy!,
  }
}
