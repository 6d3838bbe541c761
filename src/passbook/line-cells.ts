import type { Layout } from './layout.ts'
import { encodeText, uncarriedCharacter } from './text-encoding.ts'

/** Why a text cannot stand in a file of this layout. */
export type Uncarried =
  | { readonly why: 'character'; readonly character: string }
  | { readonly why: 'separator' }
  | { readonly why: 'too-long'; readonly bytes: number; readonly width: number }
  | { readonly why: 'padding' }

/** What a cell needs to know of its column. */
export interface CellShape {
  readonly width?: number | undefined
  readonly align: 'left' | 'right'
  readonly pad: string
}

type Form = Pick<Layout, 'form' | 'separator' | 'quote' | 'encoding'>

/** A text as it stands in its cell, or why it cannot: what is read back must be what was written. */
export function writeCell(form: Form, shape: CellShape, text: string): string | Uncarried {
  const character = uncarriedCharacter(form.encoding, text)
  if (character !== null) return { why: 'character', character }
  if (form.form === 'fixed') return writeFixed(form, shape, text)
  const plain = !text.includes(form.separator!) && !text.includes('"')
  if (form.quote) return plain ? text : `"${text.replaceAll('"', '""')}"`
  return text.includes(form.separator!) ? { why: 'separator' } : text
}

function writeFixed({ encoding }: Form, shape: CellShape, text: string): string | Uncarried {
  const bytes = encodeText(encoding, text).length
  const width = shape.width!
  if (bytes > width) return { why: 'too-long', bytes, width }
  if (unpad(shape, text) !== text) return { why: 'padding' }
  const padding = shape.pad.repeat(width - bytes)
  return shape.align === 'left' ? text + padding : padding + text
}

/** Takes the padding off; a number of nothing but zeros keeps one. */
export function unpad({ align, pad }: CellShape, padded: string): string {
  let from = 0
  let to = padded.length
  if (align === 'left') while (to > from && padded[to - 1] === pad) to--
  else while (from < to && padded[from] === pad) from++
  const text = padded.slice(from, to)
  return text === '' && pad === '0' ? '0' : text
}

/** Puts cells together to a line without its end. */
export function joinCells({ form, separator }: Form, cells: readonly string[]): string {
  return cells.join(form === 'fixed' ? '' : separator!)
}

/** Splits a separated line; null when a quote is not closed or something follows it. */
export function splitSeparated(line: string, separator: string, quote: boolean): string[] | null {
  if (!quote || !line.includes('"')) return line.split(separator)
  const cells: string[] = []
  for (let at = 0; ; ) {
    const cell = readQuotable(line, at, separator)
    if (!cell) return null
    cells.push(cell.text)
    if (cell.end === line.length) return cells
    at = cell.end + 1
  }
}

function readQuotable(line: string, at: number, separator: string): { text: string; end: number } | null {
  if (line[at] !== '"') {
    const next = line.indexOf(separator, at)
    const end = next < 0 ? line.length : next
    const text = line.slice(at, end)
    return text.includes('"') ? null : { text, end }
  }
  let close = at + 1
  while (true) {
    close = line.indexOf('"', close)
    if (close < 0) return null
    if (line[close + 1] !== '"') break
    close += 2
  }
  const end = close + 1
  if (end < line.length && line[end] !== separator) return null
  return { text: line.slice(at + 1, close).replaceAll('""', '"'), end }
}

/** Splits a fixed-width line by the bytes of its encoding; null when its length is not the sum of the widths. */
export function splitFixed(encoding: Form['encoding'], shapes: readonly CellShape[], line: string): string[] | null {
  const bytes = encodeText(encoding, line)
  const cells: string[] = []
  const decoder = new TextDecoder(encoding === 'utf-8-bom' ? 'utf-8' : encoding)
  let at = 0
  for (const shape of shapes) {
    cells.push(unpad(shape, decoder.decode(bytes.subarray(at, at + shape.width!))))
    at += shape.width!
  }
  return at === bytes.length ? cells : null
}
