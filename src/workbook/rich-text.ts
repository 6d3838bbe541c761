import type { Attributes, XmlListener } from './xml.ts'

/** More than any spreadsheet lets a cell hold. */
const LONGEST_TEXT = 32_767

/** Gathers the text of one string, plain or in runs; phonetic hints beside it are no content. */
export class RichText implements XmlListener {
  #text = ''
  #listening = false
  #phonetic = false
  /** Longer than a cell can be: no spreadsheet wrote it. */
  tooLong = false

  /** Begins a new string. */
  reset(): void {
    this.#text = ''
  }

  open(name: string, _attributes: Attributes): void {
    if (name === 'rPh') this.#phonetic = true
    else if (name === 't') this.#listening = !this.#phonetic
  }

  text(text: string): void {
    if (!this.#listening) return
    if (this.#text.length + text.length > LONGEST_TEXT * 7) this.tooLong = true
    else this.#text += text
  }

  close(name: string): void {
    if (name === 'rPh') this.#phonetic = false
    else if (name === 't') this.#listening = false
  }

  /** What has been gathered, with `_x000D_` and the like as the characters they stand for. */
  take(): string {
    const text = unescaped(this.#text)
    if (text.length > LONGEST_TEXT) this.tooLong = true
    return text
  }
}

/** Control characters cannot stand in XML; workbooks write them as `_x000D_`, and a real `_x` as `_x005F_x`. */
export function unescaped(text: string): string {
  if (!text.includes('_x')) return text
  return text.replace(/_x([0-9A-Fa-f]{4})_/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
}
