import { existsSync, readFileSync } from 'node:fs'
import { mkdir, open } from 'node:fs/promises'
import { dirname } from 'node:path'
import { Refused } from '../kernel/refusal.ts'

/** One line of the ledger that lies beside the files: what has gone out, whatever the database remembers. */
export interface OutboxEntry {
  readonly run: string
  readonly batch: string
  readonly file: string
  readonly sha256: string
  readonly at: string
}

export const OUTBOX_NAME = '.outbox.jsonl'

/** Appends to the ledger and brings it to the disk, before the file gets its name. */
export async function appendOutbox(path: string, entry: OutboxEntry): Promise<void> {
  if (readOutbox(path).some(({ batch, sha256 }) => batch === entry.batch && sha256 === entry.sha256)) return
  await mkdir(dirname(path), { recursive: true })
  const handle = await open(path, 'a', 0o600)
  try {
    await handle.appendFile(`\n${JSON.stringify(entry)}\n`) // a line cut short before stays by itself
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** Refuses when the ledger knows a file of this run that the database does not: a backup has been restored. */
export function refuseForgottenFiles(
  path: string,
  run: string,
  known: readonly { readonly batchNo: string; readonly sha256: string }[],
): void {
  const forgotten = readOutbox(path).find(
    (entry) => entry.run === run && !known.some((b) => b.batchNo === entry.batch && b.sha256 === entry.sha256),
  )
  if (!forgotten) return
  throw new Refused({
    code: 'export.forgotten-file',
    message: `发出台账 ${path} 记有文件 ${forgotten.file}(${forgotten.at}),数据库里却没有:数据库可能是从旧备份恢复的。`,
    remedy: '请勿再次发放。先与银行核对该文件是否已代发,恢复较新的备份;确认未曾代发后,由管理员移走台账再导出。',
  })
}

function readOutbox(path: string): OutboxEntry[] {
  if (!existsSync(path)) return []
  return readFileSync(path, 'utf8').split('\n').flatMap(readEntry)
}

/** A line cut short was being written when the machine stopped; its file was not published then. */
function readEntry(line: string): OutboxEntry[] {
  try {
    return [JSON.parse(line) as OutboxEntry]
  } catch {
    return []
  }
}
