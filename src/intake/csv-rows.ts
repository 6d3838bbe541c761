import { type CsvError, Parser } from 'csv-parse'
import type { SourceRow } from './source-row.ts'

/** No row of ours comes near this; a quote that is never closed does. */
export const MAX_RECORD_CHARACTERS = 64 * 1024

/** The file cannot be read on from this line: nothing after it can be trusted. */
export class UnreadableCsv extends Error {
  readonly fault: 'quote-open' | 'quote-closing' | 'too-long'
  readonly line: number

  constructor(fault: UnreadableCsv['fault'], line: number) {
    super(fault)
    this.fault = fault
    this.line = line
  }
}

/** Splits UTF-8 bytes into rows, one batch for each chunk that arrives. Line ends may be CRLF, LF or both. */
export async function* csvRows(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<SourceRow[]> {
  const collector = new RowCollector()
  const parser = new Parser({
    bom: true,
    record_delimiter: ['\r\n', '\n'],
    max_record_size: MAX_RECORD_CHARACTERS,
    skip_records_with_error: true,
    on_record: (cells: string[]) => collector.add(cells),
    on_skip: (error: CsvError | undefined) => collector.skip(error!),
  })
  const done = (act: (settle: (error?: Error | null) => void) => void) =>
    new Promise<void>((resolve, reject) => {
      act((error) => (error ? reject(collector.explain(error)) : resolve()))
    })
  parser.on('error', () => {}) // reported to the callback of the write that caused it
  for await (const chunk of chunks) {
    await done((settle) => parser.write(chunk, settle))
    yield collector.take()
  }
  parser.resume()
  await done((settle) => parser.end(settle))
  yield collector.take()
}

/** Gathers what the parser finds, and counts physical lines beside it. */
class RowCollector {
  #rows: SourceRow[] = []
  #line = 1
  /** The parser's own line of the last stray quote: it reports each quote, and the row's length after them. */
  #quoteAt = 0
  #failure: UnreadableCsv | null = null

  take(): SourceRow[] {
    const rows = this.#rows
    this.#rows = []
    return rows
  }

  add(cells: string[]): null {
    this.#push({ line: this.#line, cells })
    return null
  }

  skip(error: CsvError): undefined {
    const { code, lines, record } = error as unknown as { code: string; lines: number; record?: string[] }
    const sameRow = lines === this.#quoteAt
    if (code === 'INVALID_OPENING_QUOTE') {
      if (!sameRow) this.#push({ line: this.#line, cells: [], fault: 'quote-inside' })
      this.#quoteAt = lines
    } else if (code === 'CSV_RECORD_INCONSISTENT_FIELDS_LENGTH') {
      if (!sameRow) this.#push({ line: this.#line, cells: record ?? [], fault: 'cell-count' })
    } else throw this.explain(error)
  }

  /** The parser's failure as ours; the first one stays, since the parser goes on to fail on its own debris. */
  explain(error: Error): Error {
    const fault = FAULTS[(error as CsvError).code]
    if (fault) this.#failure ??= new UnreadableCsv(fault, this.#line)
    return this.#failure ?? error
  }

  #push(row: SourceRow): void {
    this.#rows.push(row)
    this.#line += 1 + lineEndsIn(row.cells)
  }
}

const FAULTS: Readonly<Record<string, UnreadableCsv['fault']>> = {
  CSV_MAX_RECORD_SIZE: 'too-long',
  CSV_QUOTE_NOT_CLOSED: 'quote-open',
  CSV_INVALID_CLOSING_QUOTE: 'quote-closing',
}

function lineEndsIn(cells: readonly string[]): number {
  let count = 0
  for (const cell of cells) {
    for (let at = cell.indexOf('\n'); at >= 0; at = cell.indexOf('\n', at + 1)) count++
  }
  return count
}
