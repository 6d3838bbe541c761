import type pg from 'pg'
import type { HouseholdHistory } from '../registry/household-history.ts'
import { nextSpanEnd, readHouseholds } from '../registry/household-reader.store.ts'
import type { SharedPersons } from '../registry/shared-persons.store.ts'

/** The next households of a county, in the order of their numbers. */
export interface CaseChunk {
  readonly after: string | null
  readonly upTo: string
  readonly histories: readonly HouseholdHistory[]
}

/**
 * Streams a county's enrolled households as known at one count, chunk by chunk, on a connection of its own. The next
 * chunk is read while the caller works on this one. What is known at a count never changes, so no snapshot is held.
 */
export async function* streamCases(
  pool: pg.Pool,
  span: { readonly county: string; readonly known: number; readonly after: string | null; readonly chunkSize: number },
  shared: SharedPersons,
): AsyncGenerator<CaseChunk> {
  const client = await pool.connect()
  try {
    let next = readChunk(client, span, span.after, shared)
    for (let chunk = await next; chunk; chunk = await next) {
      next = readChunk(client, span, chunk.upTo, shared)
      next.catch(() => {}) // seen when it is awaited; the caller may stop before
      yield chunk
    }
  } finally {
    client.release()
  }
}

async function readChunk(
  client: pg.ClientBase,
  { county, known, chunkSize }: { readonly county: string; readonly known: number; readonly chunkSize: number },
  after: string | null,
  { deaths }: SharedPersons,
): Promise<CaseChunk | null> {
  const upTo = await nextSpanEnd(client, county, after, chunkSize)
  if (upTo === null) return null
  return { after, upTo, histories: await readHouseholds(client, { county, known, after, upTo }, deaths) }
}
