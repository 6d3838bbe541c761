import { TextDecoder } from 'node:util'
import iconv from 'iconv-lite'
import type { Encoding } from './layout-shape.ts'

const BOM = Buffer.from([0xef, 0xbb, 0xbf])
const NOTHING = new Uint8Array(0)
const PLAIN = /^[\x20-\x7e]*$/
/** Readers disagree what stands in this row: its characters had private codes until GB 18030-2022 gave them public ones. */
const GBK_MOVED_ROW = 0xfe
const UNREADABLE = /[\p{Cc}\u2028\u2029]/u

/** The bytes that begin a file in this encoding. */
export function bomOf(encoding: Encoding): Buffer {
  return encoding === 'utf-8-bom' ? BOM : Buffer.alloc(0)
}

export function encodeText(encoding: Encoding, text: string): Buffer {
  return encoding.startsWith('utf-8') ? Buffer.from(text, 'utf8') : iconv.encode(text, encoding)
}

/** Decodes bytes as they come; throws a TypeError at the first byte that is not of this encoding. */
export class StreamDecoder {
  readonly #decoder: TextDecoder
  readonly #utf8: boolean
  /** Of UTF-8, the bytes of a character that has not come whole yet. */
  #rest: Uint8Array = NOTHING
  #begun = false

  constructor(encoding: Encoding) {
    this.#utf8 = encoding.startsWith('utf-8')
    this.#decoder = this.#utf8 ? new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }) : textDecoder(encoding)
  }

  push(bytes: Uint8Array): string {
    if (!this.#utf8) return this.#decoder.decode(bytes, { stream: true })
    // whole characters at once cost the platform a tenth of what a stream of them does
    const all = this.#rest.length === 0 ? bytes : Buffer.concat([this.#rest, bytes])
    const whole = all.length - unfinished(all)
    this.#rest = whole === all.length ? NOTHING : Uint8Array.prototype.slice.call(all, whole)
    return this.#withoutBom(this.#decoder.decode(all.subarray(0, whole)))
  }

  end(): string {
    return this.#utf8 ? this.#withoutBom(this.#decoder.decode(this.#rest)) : this.#decoder.decode()
  }

  #withoutBom(text: string): string {
    if (this.#begun || text === '') return text
    this.#begun = true
    return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text
  }
}

/** How many bytes at the end begin a character of UTF-8 that is longer than they are. */
function unfinished(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back]!
    if (byte < 0x80) return 0
    if (byte >= 0xc0) return back < (byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2) ? back : 0
  }
  return 0
}

const PIECE_BYTES = 1 << 15

/** Cuts bytes to decode: longer texts are kept apart by the collector, which costs several times what reading them does. */
export function* piecesOf(bytes: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += PIECE_BYTES) yield bytes.subarray(at, at + PIECE_BYTES)
}

/** For bytes that are there as a whole. */
export function textDecoder(encoding: Encoding): TextDecoder {
  return new TextDecoder(encoding === 'utf-8-bom' ? 'utf-8' : encoding, { fatal: true })
}

/** For whole characters, one at a time. */
const DECODERS: Record<Encoding, TextDecoder> = {
  'utf-8': textDecoder('utf-8'),
  'utf-8-bom': textDecoder('utf-8-bom'),
  gb18030: textDecoder('gb18030'),
  gbk: textDecoder('gbk'),
}

/** Bytes of each character that comes back from an encoding as it was; 0 for one that does not. */
const known: Record<Encoding, Map<string, number>> = {
  'utf-8': new Map(),
  'utf-8-bom': new Map(),
  gb18030: new Map(),
  gbk: new Map(),
}

/** The first character of `text` that does not come back from this encoding, or null when all do. */
export function uncarriedCharacter(encoding: Encoding, text: string): string | null {
  if (PLAIN.test(text)) return null
  for (const character of text) if (bytesOf(encoding, character) === 0) return character
  return null
}

/** How many bytes `text` takes in this encoding; null when one of its characters does not come back. */
export function byteLength(encoding: Encoding, text: string): number | null {
  if (PLAIN.test(text)) return text.length
  let bytes = 0
  for (const character of text) {
    const more = bytesOf(encoding, character)
    if (more === 0) return null
    bytes += more
  }
  return bytes
}

/** The bytes of one character; 0 when it does not come back. */
export function bytesOf(encoding: Encoding, character: string): number {
  let bytes = known[encoding].get(character)
  if (bytes === undefined) {
    bytes = roundTrips(encoding, character)
    known[encoding].set(character, bytes)
  }
  return bytes
}

function roundTrips(encoding: Encoding, character: string): number {
  if (UNREADABLE.test(character)) return 0
  const bytes = encodeText(encoding, character)
  if (encoding === 'gbk' && (bytes[0] === GBK_MOVED_ROW || bytes.length > 2)) return 0
  try {
    return DECODERS[encoding].decode(bytes) === character ? bytes.length : 0
  } catch {
    return 0
  }
}
