import { crc32 } from 'node:zlib'
import { type Entry, fromBufferPromise, openPromise, type ZipFile } from 'yauzl'
import { UnreadableWorkbook } from './workbook-fault.ts'
import { directoryFault, type ZipPart } from './zip-directory.ts'

const OPTIONS = { autoClose: false, lazyEntries: true, validateEntrySizes: true }

/** An opened ZIP whose directory was found harmless; its parts are inflated one at a time, as they are read. */
export class ZipReader {
  readonly #zip: ZipFile
  readonly #entries: ReadonlyMap<string, Entry>

  private constructor(zip: ZipFile, entries: ReadonlyMap<string, Entry>) {
    this.#zip = zip
    this.#entries = entries
  }

  /** Opens a file, or its bytes, and judges its directory. Throws `UnreadableWorkbook`, with nothing inflated. */
  static async open(source: string | Buffer): Promise<ZipReader> {
    const opened = typeof source === 'string' ? openPromise(source, OPTIONS) : fromBufferPromise(source, OPTIONS)
    const zip = await opened.catch(notZip)
    try {
      const entries = await readDirectory(zip)
      const found = directoryFault(zip.fileSize, [...entries].map(describe))
      if (found) throw new UnreadableWorkbook(found.fault, found.part)
      return new ZipReader(zip, new Map(entries.map((entry) => [entry.fileName, entry])))
    } catch (error) {
      zip.close()
      throw error
    }
  }

  has(name: string): boolean {
    return this.#entries.has(name)
  }

  names(): string[] {
    return [...this.#entries.keys()]
  }

  /** Bytes that a part inflates to, as the directory says. */
  sizeOf(name: string): number {
    return this.#entries.get(name)?.uncompressedSize ?? 0
  }

  /** Inflates a part; size and checksum must be what the directory says. */
  async *read(name: string): AsyncGenerator<Buffer> {
    const entry = this.#entries.get(name)
    if (!entry) throw new UnreadableWorkbook('damaged', name)
    let size = 0
    let checksum = 0
    try {
      const stream = await this.#zip.openReadStreamPromise(entry)
      for await (const chunk of stream as AsyncIterable<Buffer>) {
        size += chunk.length
        if (size > entry.uncompressedSize) break // it inflates to more than it said: no more of it
        checksum = crc32(chunk, checksum)
        yield chunk
      }
    } catch (error) {
      throw error instanceof UnreadableWorkbook ? error : asDamaged(error, name)
    }
    if (size !== entry.uncompressedSize || checksum !== entry.crc32) throw new UnreadableWorkbook('damaged', name)
  }

  close(): void {
    this.#zip.close()
  }
}

async function readDirectory(zip: ZipFile): Promise<Entry[]> {
  const entries: Entry[] = []
  try {
    for await (const entry of zip.eachEntry()) entries.push(entry)
  } catch (error) {
    throw asDamaged(error, '')
  }
  return entries
}

function describe(entry: Entry): ZipPart {
  return {
    name: entry.fileName,
    packed: entry.compressedSize,
    inflated: entry.uncompressedSize,
    encrypted: entry.isEncrypted(),
  }
}

function notZip(error: unknown): never {
  throw isSystemError(error) ? error : new UnreadableWorkbook('not-a-zip')
}

/** What the packed bytes do wrong is the file's fault; what the disk does is not. */
function asDamaged(error: unknown, part: string): unknown {
  return isSystemError(error) ? error : new UnreadableWorkbook('damaged', part)
}

function isSystemError(error: unknown): boolean {
  return typeof (error as NodeJS.ErrnoException).syscall === 'string'
}
