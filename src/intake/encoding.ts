/** The encodings an input file may have; decided once for the whole file. */
export type Encoding = 'utf-8' | 'utf-8-bom' | 'gb18030'

/** What one look over all bytes of a file has found. */
export interface FileBytes {
  /** The first bytes, as far as 64 KiB. */
  readonly head: Uint8Array
  /** Every byte of the file is part of valid UTF-8. */
  readonly validUtf8: boolean
}

export type EncodingReading =
  | { readonly encoding: Encoding }
  | { readonly fault: 'workbook' | 'old-container' | 'utf-16' | 'broken-utf-8' | 'empty' }

/**
 * UTF-8 when the whole file is valid UTF-8, else GB18030. A file whose header is UTF-8 beyond ASCII is broken UTF-8, not
 * GB18030: reading it so would turn every name into other characters.
 */
export function decideEncoding({ head, validUtf8 }: FileBytes): EncodingReading {
  if (head.length === 0) return { fault: 'empty' }
  if (startsWith(head, [0x50, 0x4b, 3, 4])) return { fault: 'workbook' }
  if (startsWith(head, [0xd0, 0xcf, 0x11, 0xe0])) return { fault: 'old-container' }
  if (startsWith(head, [0xff, 0xfe]) || startsWith(head, [0xfe, 0xff])) return { fault: 'utf-16' }
  const bom = startsWith(head, [0xef, 0xbb, 0xbf])
  if (validUtf8) return { encoding: bom ? 'utf-8-bom' : 'utf-8' }
  return bom || isUtf8BeyondAscii(firstLine(head)) ? { fault: 'broken-utf-8' } : { encoding: 'gb18030' }
}

function startsWith(bytes: Uint8Array, prefix: readonly number[]): boolean {
  return prefix.every((byte, i) => bytes[i] === byte)
}

function firstLine(bytes: Uint8Array): Uint8Array {
  const end = bytes.indexOf(0x0a)
  return end < 0 ? bytes : bytes.subarray(0, end)
}

function isUtf8BeyondAscii(bytes: Uint8Array): boolean {
  if (!bytes.some((byte) => byte > 0x7f)) return false
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    return true
  } catch {
    return false
  }
}
