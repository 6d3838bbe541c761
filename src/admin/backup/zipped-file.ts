import { createGzip } from 'node:zlib'
import type { ClientBase } from 'pg'
import { copyOutBytes } from '../../db/copy.ts'
import type { Statement } from '../../db/statement.ts'
import type { StagedFile } from '../../files/staged-file.store.ts'
import { copyLine, END_OF_ROWS, type TableShape, type TableSum, TableSummer } from './backup-format.ts'

/** Compresses what is written into a staged file as it comes; an error of the disk fails whoever writes. */
export class ZippedFile {
  readonly #zip: ReturnType<typeof createGzip>
  readonly #written: Promise<void>

  constructor(staged: StagedFile, level: number) {
    const zip = createGzip({ level })
    this.#zip = zip
    this.#written = writeAll(zip, staged)
    zip.on('error', () => {}) // told by whoever waits for it
    this.#written.catch((error: Error) => zip.destroy(error)) // a full disk stops the reading as well
  }

  write(bytes: string | Uint8Array): Promise<void> {
    return new Promise((resolve, reject) => this.#zip.write(bytes, (error) => (error ? reject(error) : resolve())))
  }

  /** The rows of a query as COPY's text, as psql can load them into the table. */
  async writeRows(client: ClientBase, shape: TableShape, query: Statement): Promise<TableSum> {
    const summer = new TableSummer()
    await this.write(copyLine(shape))
    for await (const bytes of copyOutBytes(client, query)) {
      summer.add(bytes as Buffer)
      await this.write(bytes as Buffer)
    }
    await this.write(END_OF_ROWS)
    return summer.sum(shape.table)
  }

  /** All of it lies in the staged file afterwards. */
  async end(): Promise<void> {
    this.#zip.end()
    await this.#written
  }
}

async function writeAll(zip: AsyncIterable<unknown>, staged: StagedFile): Promise<void> {
  for await (const bytes of zip) await staged.write(bytes as Buffer)
}
