import { MAX_RECORD_CHARACTERS, UnreadableCsv } from './csv-rows.ts'
import type { SourceRow } from './source-row.ts'

/**
 * Splits UTF-8 bytes without a single double quote into rows, one batch for each chunk that arrives: most files that
 * systems write hold none, and then a line is a row and a comma ends a cell. The rows are those of `csvRows`.
 */
export async function* plainRows(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<SourceRow[]> {
  const splitter = new RowSplitter()
  const decoder = new TextDecoder('utf-8', { fatal: true }) // drops a mark at the beginning
  for await (const chunk of chunks) yield splitter.push(decoder.decode(chunk, { stream: true }))
  yield splitter.end(decoder.decode())
}

class RowSplitter {
  #rest = ''
  #line = 0
  #width: number | null = null

  push(text: string): SourceRow[] {
    const lines = (this.#rest + text).split('\n')
    this.#rest = lines.pop()!
    const rows = lines.map((line) => this.#row(line.endsWith('\r') ? line.slice(0, -1) : line))
    if (this.#rest.length > MAX_RECORD_CHARACTERS) throw new UnreadableCsv('too-long', this.#line + 1)
    return rows
  }

  /** What is left is a row as well, where anything is. */
  end(text: string): SourceRow[] {
    const rest = this.#rest + text
    return rest === '' ? [] : [this.#row(rest)]
  }

  #row(text: string): SourceRow {
    const line = ++this.#line
    if (text.length > MAX_RECORD_CHARACTERS) throw new UnreadableCsv('too-long', line)
    const cells = text.split(',')
    this.#width ??= cells.length
    return cells.length === this.#width ? { line, cells } : { line, cells, fault: 'cell-count' }
  }
}
