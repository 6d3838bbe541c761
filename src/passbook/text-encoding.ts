import { TextDecoder } from 'node:util'
import iconv from 'iconv-lite'
import type { Encoding } from './layout.ts'

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

const carried: Record<Encoding, Map<string, boolean>> = {
  'utf-8': new Map(),
  'utf-8-bom': new Map(),
  gb18030: new Map(),
  gbk: new Map(),
}

/** The first character of `text` that does not come back from this encoding, or null when all do. */
export function uncarriedCharacter(encoding: Encoding, text: string): string | null {
  if (PLAIN.test(text)) return null
  const known = carried[encoding]
  for (const character of text) {
    let comesBack = known.get(character)
    if (comesBack === undefined) {
      comesBack = roundTrips(encoding, character)
      known.set(character, comesBack)
    }
    if (!comesBack) return character
  }
  return null
}

function roundTrips(encoding: Encoding, character: string): boolean {
  if (UNREADABLE.test(character)) return false
  const bytes = encodeText(encoding, character)
  if (encoding === 'gbk' && bytes[0] === GBK_MOVED_ROW) return false
  try {
    return textDecoder(encoding).decode(bytes) === character
  } catch {
    return false
  }
}
