import { TextDecoder } from 'node:util'
import iconv from 'iconv-lite'
import type { Encoding } from './layout-shape.ts'

const BOM = Buffer.from([0xef, 0xbb, 0xbf])
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
