import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { parse as parseCsv } from 'csv-parse/sync'
import { decode } from '../../../src/layout/decode.ts'
import { loadLayout } from '../../../src/layout/layout.store.ts'

export type Row = Readonly<Record<string, string>>

/** A payment as it stands in a file for the bank. */
export interface SentPayment {
  readonly paymentNo: string
  readonly account: string
  readonly amount: string
}

/** Every payment that the files in a folder carry. */
export function sentPayments(folder: string, layoutName = 'yibentong'): SentPayment[] {
  const layout = loadLayout(layoutName)
  const files = readdirSync(folder).filter((name) => name.endsWith(`.${layout.extension}`))
  return files.flatMap((name) => decode(layout, readFileSync(join(folder, name))).payments) as SentPayment[]
}

/** A bank's answer as its clerk would type it. */
export function writeReturn(
  path: string,
  answers: readonly (readonly [payment: SentPayment, result: string, reason: string])[],
  layoutName = 'yibentong',
): string {
  const { header, separator, columns } = loadLayout(layoutName).return
  const lines = answers.map(([{ paymentNo, account, amount }, result, reason]) =>
    [paymentNo, account, amount, result, reason].join(separator),
  )
  const head = header ? [columns.map((column) => column.name).join(separator)] : []
  writeFileSync(path, [...head, ...lines].join('\n'))
  return path
}

/** Every file under a folder, by its path inside it. */
export function filesUnder(folder: string): Map<string, Buffer> {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  const paths = entries.map(({ parentPath, name }) => join(parentPath, name)).sort()
  return new Map(paths.map((path) => [relative(folder, path), readFileSync(path)]))
}

/** The rows of a CSV file of a pack, without its 合计 line. */
export function rowsOf(folder: string, file: string): Row[] {
  const rows: Row[] = parseCsv(readFileSync(join(folder, file)), { bom: true, columns: true })
  return rows.filter((row) => Object.values(row)[0] !== '合计')
}

/** The sum of a column in fen, added up from its text with nothing of ours. */
export function fenSum(rows: readonly Row[], column: string): number {
  return rows.reduce((sum, row) => {
    const cell = row[column]
    if (cell === undefined) throw new Error(`没有「${column}」列`)
    return sum + Math.round(Number(cell || '0') * 100)
  }, 0)
}

/** What a command of the shell prints; an exit other than 0 throws. */
export function shell(command: string, folder: string): string {
  return execFileSync('bash', ['-c', command], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, LC_ALL: 'C.UTF-8' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
}
