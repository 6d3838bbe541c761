import type pg from 'pg'
import type { HouseholdHistory } from '../registry/household-history.ts'
import { nextSpanEnd, planForSpans, readHouseholds } from '../registry/household-reader.store.ts'
import type { SharedPersons } from '../registry/shared-persons.store.ts'

/** The next households of a county, in the order of their numbers. */
export interface CaseChunk {
  readonly after: string | null
  readonly upTo: string
  readonly histories: readonly HouseholdHistory[]
}

/** Which households to stream: all after a number, or among those only the ones named. */
export interface CaseSpan {
  readonly county: string
  readonly known: number
  readonly after: string | null
  readonly chunkSize: number
  readonly only?: readonly string[] | null
}

/**
 * Streams a county's enrolled households as known at one count, chunk by chunk, on a connection of its own. The next
 * chunk is read while the caller works on this one. What is known at a count never changes, so no snapshot is held.
 */
export async function* streamCases(pool: pg.Pool, span: CaseSpan, shared: SharedPersons): AsyncGenerator<CaseChunk> {
  const client = await pool.connect()
  let broken: Error | undefined
  try {
    await client.query('BEGIN READ ONLY') // read committed: between two queries it holds no snapshot
    await planForSpans(client)
    if (span.only) {
      yield* namedCases(client, span, span.only, shared)
      return
    }
    let next = readChunk(client, span, span.after, shared)
    for (let chunk = await next; chunk; chunk = await next) {
      next = readChunk(client, span, chunk.upTo, shared)
      next.catch(() => {}) // seen when it is awaited; the caller may stop before
      yield chunk
    }
  } finally {
    await client.query('ROLLBACK').catch((failure: Error) => {
      broken = failure
    })
    client.release(broken)
  }
}

async function readChunk(
  client: pg.ClientBase,
  { county, known, chunkSize }: { readonly county: string; readonly known: number; readonly chunkSize: number },
  after: string | null,
  shared: SharedPersons,
): Promise<CaseChunk | null> {
  const upTo = await nextSpanEnd(client, county, after, chunkSize)
  if (upTo === null) return null
  return { after, upTo, histories: await readHouseholds(client, { county, known, after, upTo }, shared) }
}

/** The named households behind `after`, in chunks; those of few names are read by their numbers. */
async function* namedCases(
  client: pg.ClientBase,
  { county, known, after, chunkSize }: CaseSpan,
  only: readonly string[],
  shared: SharedPersons,
): AsyncGenerator<CaseChunk> {
  const left = [...only].sort().filter((one) => after === null || one > after)
  for (let at = 0, from = after; at < left.length; at += chunkSize) {
    const numbers = left.slice(at, at + chunkSize)
    const upTo = numbers.at(-1)!
    yield { after: from, upTo, histories: await readHouseholds(client, { county, known, numbers }, shared) }
    from = upTo
  }
}
