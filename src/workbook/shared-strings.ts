import { RichText } from './rich-text.ts'
import { UnreadableWorkbook } from './workbook-fault.ts'
import { type Attributes, readXml, type XmlListener } from './xml.ts'

const CHUNK_BYTES = 1024 * 1024
/** What a workbook may hold of texts in memory: some five million cells with a name or an ID number each. */
const MOST_CHUNKS = 128

/**
 * The texts that cells refer to by number, as UTF-8 outside the heap: a province's names and numbers take tens of
 * megabytes here, and hundreds as strings.
 */
export class SharedStrings {
  readonly #part: string
  readonly #chunks: Buffer[] = []
  #starts = new Uint32Array(1024)
  #ends = new Uint32Array(1024)
  #count = 0
  #used = CHUNK_BYTES

  constructor(part: string) {
    this.#part = part
  }

  add(text: string): void {
    const bytes = Buffer.from(text, 'utf8')
    if (bytes.length > CHUNK_BYTES) throw new UnreadableWorkbook('damaged', this.#part)
    if (this.#used + bytes.length > CHUNK_BYTES) this.#grow()
    if (this.#count === this.#starts.length) {
      this.#starts = doubled(this.#starts)
      this.#ends = doubled(this.#ends)
    }
    const start = (this.#chunks.length - 1) * CHUNK_BYTES + this.#used
    bytes.copy(this.#chunks.at(-1)!, this.#used)
    this.#starts[this.#count] = start
    this.#ends[this.#count] = start + bytes.length
    this.#used += bytes.length
    this.#count++
  }

  /** The text of that number; undefined when there is none. */
  get(index: number): string | undefined {
    if (!(index >= 0 && index < this.#count)) return undefined
    const start = this.#starts[index]!
    const chunk = Math.floor(start / CHUNK_BYTES)
    const from = start - chunk * CHUNK_BYTES
    return this.#chunks[chunk]!.toString('utf8', from, from + this.#ends[index]! - start)
  }

  #grow(): void {
    if (this.#chunks.length === MOST_CHUNKS) throw new UnreadableWorkbook('too-many-texts', this.#part)
    this.#chunks.push(Buffer.allocUnsafe(CHUNK_BYTES))
    this.#used = 0
  }
}

function doubled(numbers: Uint32Array<ArrayBuffer>): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(numbers.length * 2)
  larger.set(numbers)
  return larger
}

/** Reads the shared strings part. */
export async function readSharedStrings(part: string, chunks: AsyncIterable<Uint8Array>): Promise<SharedStrings> {
  const strings = new SharedStrings(part)
  await readXml(part, chunks, new SharedStringsListener(strings, part))
  return strings
}

class SharedStringsListener implements XmlListener {
  readonly #strings: SharedStrings
  readonly #part: string
  readonly #rich = new RichText()

  constructor(strings: SharedStrings, part: string) {
    this.#strings = strings
    this.#part = part
  }

  open(name: string, attributes: Attributes): void {
    if (name === 'si') this.#rich.reset()
    else this.#rich.open(name, attributes)
  }

  text(text: string): void {
    this.#rich.text(text)
  }

  close(name: string): void {
    if (name === 'si') this.#add(this.#rich.take())
    else this.#rich.close(name)
  }

  #add(text: string): void {
    if (this.#rich.tooLong) throw new UnreadableWorkbook('damaged', this.#part)
    this.#strings.add(text)
  }
}
