import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { mkdir, open } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { z } from 'zod'
import { withFileLock } from '../files/file-lock.ts'

/** A payment file that got its name: what has gone out, whatever the database remembers. */
export interface SentBatch {
  readonly kind: 'batch'
  readonly run: string
  readonly batch: string
  readonly file: string
  readonly rows: number
  /** Fen as text. */
  readonly totalFen: string
  readonly sha256: string
  readonly at: string
}

/** What an administrator found out about a batch that the database has forgotten. */
export interface Acceptance {
  readonly kind: 'accepted'
  readonly batch: string
  readonly sha256: string
  /** `sent`: only the very same file may go out under this number again; `not-sent`: the bank never had it. */
  readonly as: 'sent' | 'not-sent'
  readonly why: string
  readonly by: string
  readonly at: string
}

export type OutboxEntry = SentBatch | Acceptance

/** A ledger as it lies on the disk. */
export interface Ledger {
  readonly entries: readonly OutboxEntry[]
  /** The line from which the chain of hashes does not fit any more; null when all fits. */
  readonly brokenAt: number | null
}

/** The ledger's name beside the files of one folder. */
export const OUTBOX_NAME = '.outbox.jsonl'

/** The ledger of everything that has gone out from one home, outside the database. */
export function homeOutbox(home: string): string {
  return join(home, 'outbox', 'ledger.jsonl')
}

const INSTANT = z.string().refine((at) => !Number.isNaN(Date.parse(at)))
const BATCH = z.looseObject({
  kind: z.literal('batch'),
  run: z.string(),
  batch: z.string(),
  file: z.string(),
  rows: z.int().min(0),
  totalFen: z.string().regex(/^\d+$/),
  sha256: z.string(),
  at: INSTANT,
})
const ACCEPTED = z.looseObject({
  kind: z.literal('accepted'),
  batch: z.string(),
  sha256: z.string(),
  as: z.enum(['sent', 'not-sent']),
  why: z.string(),
  by: z.string(),
  at: INSTANT,
})
const ENTRY = z.discriminatedUnion('kind', [BATCH, ACCEPTED])

const FIRST = '0'.repeat(64)

/**
 * Appends what the ledger does not hold yet, each line chained to the one before, and brings it to the disk. A file that
 * goes out once more after somebody said what became of it is entered once more: what was said is over then.
 */
export async function appendOutbox(path: string, entries: readonly OutboxEntry[]): Promise<void> {
  if (entries.length === 0) return
  await mkdir(dirname(path), { recursive: true })
  await withFileLock(`${path}.lock`, async () => {
    const before = readLines(path)
    const lastOf = new Map(before.lines.map(({ entry }) => [outboxKey(entry), entry.kind]))
    const fresh = entries.filter((entry) => entry.kind !== 'batch' || lastOf.get(outboxKey(entry)) !== 'batch')
    if (fresh.length > 0) await appendText(path, chained(fresh, before.last))
  })
}

/** Everything the ledger says; empty where there is none yet. */
export function readOutbox(path: string): Ledger {
  const { lines, brokenAt } = readLines(path)
  return { entries: lines.map(({ entry }) => entry), brokenAt }
}

/** What an entry is about: a batch as it was written with certain bytes. */
export function outboxKey({ batch, sha256 }: Pick<SentBatch, 'batch' | 'sha256'>): string {
  return `${batch} ${sha256}`
}

function chained(entries: readonly OutboxEntry[], last: string): string {
  let previous = last
  let text = ''
  for (const entry of entries) {
    const hash = hashOf(entry, previous)
    text += `\n${JSON.stringify({ ...kindFirst(entry), previous, hash })}\n` // a line cut short before stays by itself
    previous = hash
  }
  return text
}

function hashOf(entry: OutboxEntry, previous: string): string {
  return createHash('sha256')
    .update(`${previous}\0${JSON.stringify(kindFirst(entry))}`)
    .digest('hex')
}

/** The order of keys in which lines are hashed and written. */
function kindFirst(entry: OutboxEntry): OutboxEntry {
  const { kind, ...rest } = entry
  return { kind, ...rest } as OutboxEntry
}

async function appendText(path: string, text: string): Promise<void> {
  const handle = await open(path, 'a', 0o600)
  try {
    await handle.appendFile(text)
    await handle.sync()
  } finally {
    await handle.close()
  }
}

interface Line {
  readonly entry: OutboxEntry
  readonly previous: string | undefined
  readonly hash: string | undefined
}

function readLines(path: string): { lines: Line[]; last: string; brokenAt: number | null } {
  const lines: Line[] = []
  let last = FIRST
  let brokenAt: number | null = null
  const texts = existsSync(path) ? readFileSync(path, 'utf8').split('\n') : []
  for (const [i, text] of texts.entries()) {
    const line = readLine(text)
    if (line === 'unfit') brokenAt ??= i + 1
    if (line === null || line === 'unfit') continue
    lines.push(line)
    if (line.hash === undefined && last === FIRST) continue // written before the ledger was chained
    if (line.previous !== last || line.hash !== hashOf(line.entry, last)) brokenAt ??= i + 1
    last = line.hash ?? last
  }
  return { lines, last, brokenAt }
}

/**
 * A line cut short was being written when the machine stopped; its file was not published then. A whole one that fits
 * no entry was altered.
 */
function readLine(text: string): Line | 'unfit' | null {
  const value = parsed(text)
  if (value === undefined) return null
  if (typeof value !== 'object' || value === null) return 'unfit'
  const { previous, hash, ...entry } = { kind: 'batch', ...value } as Record<string, unknown>
  // the entry as it was read, for its keys are hashed in their order
  return ENTRY.safeParse(entry).success ? ({ entry, previous, hash } as unknown as Line) : 'unfit'
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
