import { SaxesParser, type SaxesTagPlain } from 'saxes'
import { UnreadableWorkbook } from './workbook-fault.ts'

/** Attributes by their name without prefix. */
export type Attributes = Readonly<Record<string, string>>

/** What a reader of one kind of part wants to hear; names come without their namespace prefix. */
export interface XmlListener {
  open(name: string, attributes: Attributes): void
  close(name: string): void
  text?(text: string): void
}

const DEEPEST = 64
/** One text, tag or comment that is longer than this is no part of a table. */
const LONGEST_TOKEN = 4 * 1024 * 1024

/** Parses one XML part in pieces. There is no document type and so no entity but the five of XML. */
export class XmlReader {
  readonly #part: string
  readonly #decoder = new TextDecoder('utf-8', { fatal: true })
  readonly #parser = new SaxesParser({ xmlns: false, position: false })
  #depth = 0
  #sinceToken = 0

  constructor(part: string, listener: XmlListener) {
    this.#part = part
    this.#parser.on('doctype', () => this.#damaged())
    this.#parser.on('opentag', ({ name, attributes }: SaxesTagPlain) => {
      this.#sinceToken = 0
      if (++this.#depth > DEEPEST) this.#damaged()
      listener.open(local(name), attributes)
    })
    this.#parser.on('closetag', ({ name }) => {
      this.#sinceToken = 0
      this.#depth--
      listener.close(local(name))
    })
    if (!listener.text) return
    const hear = listener.text.bind(listener)
    this.#parser.on('text', hear)
    this.#parser.on('cdata', hear)
  }

  /** Takes the next bytes; whatever they complete has been told to the listener when this returns. */
  write(bytes: Uint8Array): void {
    this.#attempt(() => this.#parser.write(this.#decoder.decode(bytes, { stream: true })))
    this.#sinceToken += bytes.length
    if (this.#sinceToken > LONGEST_TOKEN) this.#damaged()
  }

  /** The part must be complete here. */
  end(): void {
    this.#attempt(() => {
      this.#decoder.decode()
      this.#parser.close()
    })
  }

  #attempt(act: () => void): void {
    try {
      act()
    } catch (error) {
      if (error instanceof UnreadableWorkbook) throw error
      throw this.#damaged()
    }
  }

  #damaged(): never {
    throw new UnreadableWorkbook('damaged', this.#part)
  }
}

/** Reads a whole part. */
export async function readXml(part: string, chunks: AsyncIterable<Uint8Array>, listener: XmlListener): Promise<void> {
  const reader = new XmlReader(part, listener)
  for await (const chunk of chunks) reader.write(chunk)
  reader.end()
}

/** An attribute whose prefix a writer chose freely, such as `r:id`. */
export function attribute(attributes: Attributes, name: string): string | undefined {
  if (name in attributes) return attributes[name]
  const prefixed = Object.keys(attributes).find((key) => key.endsWith(`:${name}`))
  return prefixed === undefined ? undefined : attributes[prefixed]
}

/** XML Schema's booleans. */
export function isTrue(value: string | undefined): boolean {
  return value === '1' || value === 'true'
}

function local(name: string): string {
  const colon = name.indexOf(':')
  return colon < 0 ? name : name.slice(colon + 1)
}
