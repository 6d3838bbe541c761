import { createHash } from 'node:crypto'
import { createReadStream, existsSync, statSync } from 'node:fs'
import { basename } from 'node:path'
import { bytesAsSurveyed } from '../../files/surveyed-file.store.ts'
import { decideEncoding, type Encoding } from '../../intake/encoding.ts'
import { type EncodingFault, INTAKE_REFUSALS } from '../../intake/refusals.ts'
import { refusedFile } from '../../intake/refused-file.ts'
import { WORKBOOK_REFUSALS } from '../../intake/workbook-refusals.ts'
import { fileNameWithoutNumbers } from '../../kernel/masked-text.ts'
import type { Refused } from '../../kernel/refusal.ts'
import { refuseOldContainer } from './workbook-refusal.ts'
import { chooseSheet } from './workbook-source.ts'

const CHUNK_BYTES = 256 * 1024
const HEAD_BYTES = 64 * 1024
/** The same byte in every encoding that is read. */
const QUOTE = 0x22

/** A file to import, after one look over all its bytes. */
export interface ImportSource {
  readonly path: string
  /** The name that problems and records show. */
  readonly file: string
  readonly bytes: number
  readonly sha256: string
  /** Whether a double quote stands anywhere in it. */
  readonly quoted: boolean
  /** How its text is written, or `xlsx`. */
  readonly encoding: Encoding | 'xlsx'
  /** Of a workbook: which sheet, and its place among the tabs, from 0. */
  readonly sheet: { readonly name: string; readonly index: number } | null
}

/** Looks over a file once: hash, and encoding or sheet. A file that cannot be read as a table is refused whole. */
export async function surveySource(path: string, sheet?: string): Promise<ImportSource> {
  const file = fileNameWithoutNumbers(basename(path))
  if (!existsSync(path)) throw refusedFile(file, INTAKE_REFUSALS['import.not-found'](file, false))
  if (!statSync(path).isFile()) throw refusedFile(file, INTAKE_REFUSALS['import.not-found'](file, true))
  const hash = createHash('sha256')
  const utf8 = new StrictText('utf-8')
  const head: Buffer[] = []
  let bytes = 0
  let quoted = false
  for await (const chunk of createReadStream(path, { highWaterMark: CHUNK_BYTES }) as AsyncIterable<Buffer>) {
    hash.update(chunk)
    if (bytes < HEAD_BYTES) head.push(chunk)
    bytes += chunk.length
    quoted ||= chunk.includes(QUOTE)
    utf8.read(chunk)
  }
  utf8.end()
  const reading = decideEncoding({
    head: Buffer.concat(head).subarray(0, HEAD_BYTES),
    validUtf8: utf8.brokenAtLine === null,
  })
  const found = { path, file, bytes, quoted, sha256: hash.digest('hex') }
  if ('encoding' in reading) {
    if (sheet !== undefined) throw refusedFile(file, WORKBOOK_REFUSALS['import.sheet-unknown'](sheet, null))
    return { ...found, encoding: reading.encoding, sheet: null }
  }
  if (reading.fault === 'workbook') return { ...found, encoding: 'xlsx', sheet: await chooseSheet(path, file, sheet) }
  if (reading.fault === 'old-container') return await refuseOldContainer(path, file)
  throw refusedBytes(reading.fault, file, utf8.brokenAtLine)
}

/** The file's text as UTF-8 bytes, whatever its encoding; `seen` is told of the bytes read so far. */
export async function* sourceText(source: ImportSource, seen: (bytes: number) => void): AsyncGenerator<Uint8Array> {
  const gb18030 = source.encoding === 'gb18030' ? new StrictText('gb18030') : null
  let read = 0
  for await (const chunk of bytesAsSurveyed(source.path, source.sha256)) {
    read += chunk.length
    if (gb18030) {
      const text = gb18030.read(chunk)
      if (text === null) throw refusedBytes('unknown-encoding', source.file, gb18030.brokenAtLine)
      yield Buffer.from(text, 'utf8')
    } else yield chunk
    seen(read)
  }
  if (gb18030 && gb18030.end() === null) throw refusedBytes('unknown-encoding', source.file, gb18030.brokenAtLine)
}

/** Decodes strictly, and knows near which line the first broken byte stands. */
class StrictText {
  readonly #encoding: string
  readonly #decoder: InstanceType<typeof TextDecoder>
  #line = 1
  brokenAtLine: number | null = null

  constructor(encoding: 'utf-8' | 'gb18030') {
    this.#encoding = encoding
    this.#decoder = new TextDecoder(encoding, { fatal: true })
  }

  /** The chunk's text; null once a byte was broken. */
  read(chunk: Buffer): string | null {
    if (this.brokenAtLine !== null) return null
    try {
      const text = this.#decoder.decode(chunk, { stream: true })
      for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, at + 1)) this.#line++
      return text
    } catch {
      this.brokenAtLine = this.#line + brokenLineIn(chunk, this.#encoding)
      return null
    }
  }

  /** Null when the file ends in the middle of a character, or was broken before. */
  end(): '' | null {
    if (this.brokenAtLine !== null) return null
    try {
      this.#decoder.decode()
      return ''
    } catch {
      this.brokenAtLine = this.#line
      return null
    }
  }
}

/** How many line ends stand before the first broken line of a chunk; its first line may have begun before it. */
function brokenLineIn(chunk: Buffer, encoding: string): number {
  let start = chunk.indexOf(10) + 1
  if (start === 0) return 0
  for (let line = 1; ; line++) {
    const end = chunk.indexOf(10, start)
    try {
      new TextDecoder(encoding, { fatal: true }).decode(chunk.subarray(start, end < 0 ? chunk.length : end))
    } catch {
      return line
    }
    if (end < 0) return 0
    start = end + 1
  }
}

function refusedBytes(fault: EncodingFault | 'empty', file: string, line: number | null): Refused {
  if (fault === 'empty') return refusedFile(file, INTAKE_REFUSALS['import.empty']())
  return refusedFile(file, INTAKE_REFUSALS['import.encoding'](fault), fault === 'utf-16' ? null : line)
}
