import type { Layout } from './layout.ts'
import { byteLength, bytesOf, uncarriedCharacter } from './text-encoding.ts'

/** Why a text cannot stand in a file of this layout. */
export type Uncarried =
  | { readonly why: 'character'; readonly character: string }
  | { readonly why: 'separator' }
  | { readonly why: 'too-long'; readonly bytes: number; readonly width: number }
  | { readonly why: 'padding' }
  | { readonly why: 'over-limit'; readonly limit: string }

/** What a cell needs to know of its column. */
export interface CellShape {
  readonly width?: number | undefined
  readonly align: 'left' | 'right'
  readonly pad: string
}

/** How the cells of a line stand beside each other. */
export type LineForm = Pick<Layout, 'form' | 'separator' | 'quote' | 'encoding'>

const PLAIN = /^[\x20-\x7e]*$/

/** A text as it stands in its cell, or why it cannot: what is read back must be what was written. */
export function writeCell(form: LineForm, shape: CellShape, text: string): string | Uncarried {
  if (!PLAIN.test(text)) {
    const character = uncarriedCharacter(form.encoding, text)
    if (character !== null) return { why: 'character', character }
  }
  const padded = shape.width === undefined ? text : fillUp(form, shape, shape.width, text)
  if (form.form === 'fixed' || typeof padded !== 'string') return padded
  const separated = padded.includes(form.separator!)
  if (!form.quote) return separated ? { why: 'separator' } : padded
  return separated || padded.includes('"') ? `"${padded.replaceAll('"', '""')}"` : padded
}

function fillUp({ encoding }: LineForm, shape: CellShape, width: number, text: string): string | Uncarried {
  const bytes = byteLength(encoding, text)!
  if (bytes > width) return { why: 'too-long', bytes, width }
  const padding = shape.pad.repeat(width - bytes)
  const padded = shape.align === 'left' ? text + padding : padLeft(shape, text, padding)
  return unpad(shape, padded) === text ? padded : { why: 'padding' }
}

/** Zeros stand between the sign of a number and its digits. */
function padLeft({ pad }: CellShape, text: string, padding: string): string {
  return pad === '0' && /^[+-]/.test(text) ? text[0]! + padding + text.slice(1) : padding + text
}

/** Takes the padding off; of the zeros before a number one is left where nothing, or the point, follows. */
function unpad({ align, pad }: CellShape, padded: string): string {
  let from = 0
  let to = padded.length
  if (align === 'left') {
    while (to > from && padded[to - 1] === pad) to--
    return padded.slice(0, to)
  }
  const sign = pad === '0' && (padded[0] === '+' || padded[0] === '-') ? padded[0] : ''
  from = sign.length
  while (from < to && padded[from] === pad) from++
  if (pad === '0' && from > sign.length && (from === to || padded[from] === '.')) from--
  return sign + padded.slice(from)
}

/** Puts cells together to a line without its end. */
export function joinCells({ form, separator }: LineForm, cells: readonly string[]): string {
  return cells.join(form === 'fixed' ? '' : separator!)
}

/** The texts of a line's cells; null when the line does not have the form. How many cells there are is not looked at. */
export function splitCells(form: LineForm, shapes: readonly CellShape[], line: string): string[] | null {
  if (form.form === 'fixed') return splitFixed(form.encoding, shapes, line)
  const cells = splitSeparated(line, form.separator!, form.quote)
  if (!cells) return null
  for (let i = 0; i < cells.length && i < shapes.length; i++) {
    const shape = shapes[i]!
    if (shape.width !== undefined) cells[i] = unpad(shape, cells[i]!)
  }
  return cells
}

/** Splits a separated line; null when a quote is not closed or something follows it. */
function splitSeparated(line: string, separator: string, quote: boolean): string[] | null {
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
function splitFixed(encoding: Layout['encoding'], shapes: readonly CellShape[], line: string): string[] | null {
  const cells: string[] = []
  let at = 0
  for (const shape of shapes) {
    const end = endOfCell(encoding, line, at, shape.width!)
    if (end === null) return null
    cells.push(unpad(shape, line.slice(at, end)))
    at = end
  }
  return at === line.length ? cells : null
}

/** Where the cell ends that takes `width` bytes from character `at`; null when a character is cut or bytes are missing. */
function endOfCell(encoding: Layout['encoding'], line: string, at: number, width: number): number | null {
  let left = width
  let end = at
  while (left > 0) {
    const code = line.codePointAt(end)
    if (code === undefined) return null
    const units = code > 0xffff ? 2 : 1
    left -= code < 0x80 ? 1 : bytesOf(encoding, line.slice(end, end + units)) || Infinity
    end += units
  }
  return left === 0 ? end : null
}
