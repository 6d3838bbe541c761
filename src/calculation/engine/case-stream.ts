import type pg from 'pg'
import { type HeldTransaction, holdTransaction } from '../../db/held-transaction.ts'
import type { Asking } from '../../db/statement.ts'
import type { HouseholdHistory } from '../../registry/household-history.ts'
import { type Elsewhere, nextSpanEnd, planForSpans, readHouseholds } from '../../registry/household-reader.store.ts'

/** Which households to go through: all after a number, or among those only the ones named. */
export interface CaseRange {
  readonly county: string
  readonly known: number
  readonly after: string | null
  readonly chunkSize: number
  readonly only?: readonly string[] | null
}

/** The next households of a range, in the order of their numbers. */
export interface CaseSpan {
  readonly after: string | null
  readonly upTo: string
  /** Those named, where the range names some; else all between the two. */
  readonly numbers: readonly string[] | null
}

export interface CaseChunk extends CaseSpan {
  readonly histories: readonly HouseholdHistory[]
}

/** Cuts a range into spans. What is known at a count never changes, so they are the same whenever they are cut. */
export async function* spansOf(
  client: Asking,
  { county, after, chunkSize, only }: CaseRange,
): AsyncGenerator<CaseSpan> {
  if (only) yield* namedSpans(only, after, chunkSize)
  else
    for (let from = after; ; ) {
      const upTo = await nextSpanEnd(client, county, from, chunkSize)
      if (upTo === null) return
      yield { after: from, upTo, numbers: null }
      from = upTo
    }
}

function* namedSpans(only: readonly string[], after: string | null, chunkSize: number): Generator<CaseSpan> {
  const left = [...only].sort().filter((one) => after === null || one > after)
  for (let at = 0, from = after; at < left.length; at += chunkSize) {
    const numbers = left.slice(at, at + chunkSize)
    const upTo = numbers.at(-1)!
    yield { after: from, upTo, numbers }
    from = upTo
  }
}

/** The histories of a span's households; those of few names are read by their numbers. */
export function readSpan(
  client: pg.ClientBase,
  { county, known }: Pick<CaseRange, 'county' | 'known'>,
  { after, upTo, numbers }: CaseSpan,
  elsewhere: Elsewhere,
): Promise<HouseholdHistory[]> {
  const which = numbers ? { numbers } : { after, upTo }
  return readHouseholds(client, { county, known, ...which }, elsewhere)
}

/** A connection that reads spans and nothing else, until it is let go. */
export type Reading = HeldTransaction

/** Begins to read; read committed: between two queries it holds no snapshot. */
export async function beginReading(pool: pg.Pool): Promise<Reading> {
  return (await holdTransaction(pool, planForSpans, { readOnly: true })).held
}

/**
 * Streams a county's enrolled households as known at one count, chunk by chunk, on a connection of its own. The next
 * chunk is read while the caller works on this one.
 */
export async function* streamCases(pool: pg.Pool, range: CaseRange, elsewhere: Elsewhere): AsyncGenerator<CaseChunk> {
  const reading = await beginReading(pool)
  try {
    const spans = spansOf(reading.client, range)
    const read = async (): Promise<CaseChunk | null> => {
      const { value: span, done } = await spans.next()
      return done ? null : { ...span, histories: await readSpan(reading.client, range, span, elsewhere) }
    }
    let next = read()
    for (let chunk = await next; chunk; chunk = await next) {
      next = read()
      next.catch(() => {}) // seen when it is awaited; the caller may stop before
      yield chunk
    }
  } finally {
    await reading.letGo()
  }
}
