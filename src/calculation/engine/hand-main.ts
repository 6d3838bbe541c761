import { Cipher } from '../../db/cipher.ts'
import { connectTo, type Database } from '../../db/connect.ts'
import { loadKeyring } from '../../db/keys.ts'
import { Refused } from '../../kernel/refusal.ts'
import type { Progress } from '../calculation.store.ts'
import type { CaseSpan } from './case-stream.ts'
import type { FromHand, ToHand } from './hand-process.ts'
import { SpanWorker } from './span-worker.ts'

/** A process that works along at a calculation: it does what the main process tells it, and ends with it. */
let database: Database | undefined
let worker: Promise<SpanWorker> | undefined
let turn: ((progress: Progress) => void) | undefined

process.on('disconnect', () => process.exit(1)) // what is under way is rolled back
process.on('SIGINT', () => {}) // the terminal tells everybody; the main process decides
process.on('message', (told) => hear(told as ToHand))

function hear(told: ToHand): void {
  if (told.say === 'begin') worker = begin(told)
  else if (told.say === 'turn') turn?.(told.progress)
  else if (told.say === 'end') void end()
  else worker?.then((hand) => (told.say === 'read' ? hand.read(told.span) : store(hand, told.span))).catch(fail)
}

async function begin({ home, actor, connection, work }: Extract<ToHand, { say: 'begin' }>): Promise<SpanWorker> {
  const { url, embedded, acting, digest } = connection
  database = connectTo(url, embedded, acting, digest)
  const context = { home, database, cipher: new Cipher(loadKeyring(home)), actor, now: () => '', progress: () => {} }
  const opened = SpanWorker.open(context, work)
  opened.catch(() => {}) // told when the first span is asked for
  return await opened
}

async function store(hand: SpanWorker, span: CaseSpan): Promise<void> {
  await hand.store(span, (own) => {
    const told = new Promise<Progress>((resolve) => {
      turn = resolve
    })
    say({ say: 'worked-out', own })
    return told
  })
  say({ say: 'stored' })
}

async function end(): Promise<void> {
  await worker?.then((hand) => hand.close()).catch(() => {})
  await database?.close()
  process.exit(0)
}

function fail(error: unknown): void {
  const problems = error instanceof Refused ? error.problems : null
  say({ say: 'failed', message: error instanceof Error ? error.message : String(error), problems })
}

function say(message: FromHand): void {
  process.send?.(message)
}
