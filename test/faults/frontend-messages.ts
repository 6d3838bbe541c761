const PREFIX = 5
const STARTUP_PREFIX = 4
const TYPES = { query: 0x51, parse: 0x50, sync: 0x53, copyDone: 0x63, copyFail: 0x66 }

/** One message of a PostgreSQL client, whole. `ends` says that the server will answer it as a statement. */
export interface FrontendMessage {
  readonly bytes: Buffer
  readonly ends: boolean
  /** SQL of the statement it ends, as far as the client named it. */
  readonly text: string
}

/** Splits what a PostgreSQL client sends into messages, however the bytes arrive. */
export class FrontendMessages {
  #rest = Buffer.alloc(0)
  #started = false
  #parsed = ''

  push(bytes: Buffer): FrontendMessage[] {
    this.#rest = Buffer.concat([this.#rest, bytes])
    const messages: FrontendMessage[] = []
    for (let next = this.#take(); next; next = this.#take()) messages.push(next)
    return messages
  }

  #take(): FrontendMessage | null {
    const prefix = this.#started ? PREFIX : STARTUP_PREFIX
    if (this.#rest.length < prefix) return null
    const length = this.#rest.readUInt32BE(prefix - 4) + (this.#started ? 1 : 0)
    if (this.#rest.length < length) return null
    const bytes = this.#rest.subarray(0, length)
    this.#rest = this.#rest.subarray(length)
    if (!this.#started) {
      this.#started = true
      return { bytes, ends: false, text: '' }
    }
    return this.#read(bytes)
  }

  #read(bytes: Buffer): FrontendMessage {
    const type = bytes[0]
    if (type === TYPES.query) return { bytes, ends: true, text: textFrom(bytes, PREFIX) }
    if (type === TYPES.parse) this.#parsed = textFrom(bytes, bytes.indexOf(0, PREFIX) + 1)
    if (type === TYPES.copyDone || type === TYPES.copyFail) return { bytes, ends: true, text: 'COPY end' }
    return { bytes, ends: type === TYPES.sync, text: this.#parsed }
  }
}

function textFrom(bytes: Buffer, at: number): string {
  return bytes.toString('utf8', at, bytes.indexOf(0, at))
}
