import { builtInFormat, type NumberFormat, readFormatCode } from './number-format.ts'
import { type Attributes, readXml, type XmlListener } from './xml.ts'

/** The number format of each cell style, by the number that cells carry. */
export type CellFormats = readonly NumberFormat[]

/** Reads the styles part. */
export async function readStyles(part: string, chunks: AsyncIterable<Uint8Array>): Promise<CellFormats> {
  const listener = new StylesListener()
  await readXml(part, chunks, listener)
  return listener.formats()
}

class StylesListener implements XmlListener {
  readonly #codes = new Map<number, NumberFormat>()
  readonly #ids: number[] = []
  #inCellStyles = false

  open(name: string, attributes: Attributes): void {
    if (name === 'numFmt') this.#codes.set(Number(attributes.numFmtId), readFormatCode(attributes.formatCode ?? ''))
    else if (name === 'cellXfs') this.#inCellStyles = true
    else if (name === 'xf' && this.#inCellStyles) this.#ids.push(Number(attributes.numFmtId ?? 0))
  }

  close(name: string): void {
    if (name === 'cellXfs') this.#inCellStyles = false
  }

  formats(): CellFormats {
    return this.#ids.map((id) => this.#codes.get(id) ?? builtInFormat(id))
  }
}
