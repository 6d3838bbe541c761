import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { createGunzip, type Gunzip } from 'node:zlib'
import { Refused } from '../../kernel/refusal.ts'
import { END_OF_ROWS } from './backup-format.ts'
import { BACKUP_REFUSALS } from './refusals.ts'

const END = Buffer.from(END_OF_ROWS)
const NEWLINE = 0x0a
const LONGEST_LINE = 1 << 20

/** Reads a backup from its beginning to its end, a line or the rows of a table at a time, in bounded memory. */
export class BackupReader {
  readonly #path: string
  readonly #text: Gunzip
  readonly #chunks: AsyncIterator<Buffer>
  #rest: Buffer = Buffer.alloc(0)

  constructor(path: string) {
    const file = createReadStream(path, { highWaterMark: 1 << 18 })
    this.#path = path
    this.#text = createGunzip()
    file.on('error', (error) => this.#text.destroy(error))
    this.#chunks = file.pipe(this.#text)[Symbol.asyncIterator]()
  }

  /** The next line without its end; null at the end of the file. */
  async line(): Promise<string | null> {
    for (;;) {
      const end = this.#rest.indexOf(NEWLINE)
      if (end >= 0) {
        const line = this.#rest.toString('utf8', 0, end)
        this.#rest = this.#rest.subarray(end + 1)
        return line
      }
      if (this.#rest.length > LONGEST_LINE) throw new Refused(BACKUP_REFUSALS['restore.damaged']('说明行过长'))
      if (await this.#more()) continue
      if (this.#rest.length > 0) throw new Refused(BACKUP_REFUSALS['restore.damaged']('文件不完整'))
      return null
    }
  }

  /** Refused when anything follows; only the end of the stream tells whether its checksum and length are right. */
  async end(): Promise<void> {
    if ((await this.line()) !== null) throw new Refused(BACKUP_REFUSALS['restore.damaged']('清单之后还有内容'))
    // zlib stops at a zero byte after its end without a word, and has taken in nothing from there on
    if (this.#text.bytesWritten !== (await stat(this.#path)).size)
      throw new Refused(BACKUP_REFUSALS['restore.damaged']('压缩内容之后还有内容'))
  }

  /** The bytes of a table's rows, up to the line that ends them. */
  async *rows(): AsyncGenerator<Buffer> {
    let atLineStart = true
    for (;;) {
      const end = this.#endOfRows(atLineStart)
      const until = end ?? this.#rest.length - END.length
      if (until > 0) {
        const rows = this.#rest.subarray(0, until)
        this.#rest = this.#rest.subarray(until)
        atLineStart = rows.at(-1) === NEWLINE
        yield rows
      }
      if (end !== null) {
        this.#rest = this.#rest.subarray(END.length)
        return
      }
      if (!(await this.#more())) throw new Refused(BACKUP_REFUSALS['restore.damaged']('文件不完整'))
    }
  }

  /** Where the line that ends the rows begins in what is at hand. */
  #endOfRows(atLineStart: boolean): number | null {
    for (let at = this.#rest.indexOf(END); at >= 0; at = this.#rest.indexOf(END, at + 1)) {
      if (at === 0 ? atLineStart : this.#rest[at - 1] === NEWLINE) return at
    }
    return null
  }

  async #more(): Promise<boolean> {
    const { done, value } = await this.#chunks.next().catch((error: NodeJS.ErrnoException) => {
      throw error.code?.startsWith('Z_') ? new Refused(BACKUP_REFUSALS['restore.damaged']('压缩内容读不出')) : error
    })
    if (done) return false
    this.#rest = this.#rest.length === 0 ? value : Buffer.concat([this.#rest, value])
    return true
  }
}
