import { Zip, ZipDeflate } from 'fflate'
import { invariant } from '../kernel/invariant.ts'

/** Noon of the first day a ZIP can name, so that no clock and no time zone shows in the bytes. */
const FIXED_TIME = '1980-01-01T12:00:00'
/** Text of this length is deflated at once; the bytes depend on the text alone, not on how it arrived. */
const PIECE = 64 * 1024
/** Beyond this a ZIP needs a larger form, which no report comes near. */
const LARGEST = 0xffffffff

/** Packs parts of text one after another; what is ready is taken out with `take`. */
export class ZipWriter {
  readonly #zip: Zip
  #ready: Uint8Array[] = []
  #bytes = 0
  #part: ZipDeflate | null = null
  #waiting: string[] = []
  #waitingLength = 0
  #inflated = 0

  constructor() {
    this.#zip = new Zip((error, bytes) => {
      if (error) throw error
      this.#ready.push(bytes)
      this.#bytes += bytes.length
      invariant(this.#bytes < LARGEST, 'a workbook of 4 GiB')
    })
  }

  begin(name: string): void {
    invariant(this.#part === null, `the part before ${name} is still open`)
    this.#part = new ZipDeflate(name, { level: 3 })
    this.#part.mtime = FIXED_TIME
    this.#inflated = 0
    this.#zip.add(this.#part)
  }

  write(text: string): void {
    this.#waiting.push(text)
    this.#waitingLength += text.length
    if (this.#waitingLength >= PIECE) this.#push(false)
  }

  end(): void {
    this.#push(true)
    this.#part = null
  }

  /** A part whose text is known whole. */
  add(name: string, text: string): void {
    this.begin(name)
    this.write(text)
    this.end()
  }

  finish(): void {
    this.#zip.end()
  }

  /** The bytes that have become ready since the last time. */
  take(): Uint8Array[] {
    const ready = this.#ready
    this.#ready = []
    return ready
  }

  #push(last: boolean): void {
    const bytes = Buffer.from(this.#waiting.join(''), 'utf8')
    this.#inflated += bytes.length
    invariant(this.#inflated < LARGEST, 'a sheet of 4 GiB')
    this.#waiting = []
    this.#waitingLength = 0
    this.#part!.push(bytes, last)
  }
}
