import type { SheetRow } from './cell-value.ts'
import {
  judgeContentTypes,
  type ListedSheet,
  type Relationship,
  readContentTypes,
  readRelationships,
  readWorkbookPart,
} from './package-parts.ts'
import type { CellContext } from './read-cell.ts'
import { readSharedStrings, SharedStrings } from './shared-strings.ts'
import { type ColumnRange, SheetParser } from './sheet-parser.ts'
import { readStyles } from './styles.ts'
import { UnreadableWorkbook } from './workbook-fault.ts'
import { ZipReader } from './zip-file.store.ts'

const CONTENT_TYPES = '[Content_Types].xml'

/** A worksheet of an opened workbook. */
export interface Sheet {
  readonly name: string
  readonly hidden: boolean
  /** Its part in the ZIP. */
  readonly part: string
}

/** A piece of a sheet on its way. */
export interface SheetPiece {
  readonly rows: readonly SheetRow[]
  /** Known in full before the first row comes. */
  readonly hiddenColumns: readonly ColumnRange[]
  /** Ranges such as `A1:C1`; known when the last row has come. */
  readonly merged: readonly string[]
  /** How much of the sheet has been read, from 0 to 1. */
  readonly done: number
}

/** An opened `.xlsx`. Nothing of it is kept in memory but the texts that its cells share. */
export class Workbook {
  readonly #zip: ZipReader
  readonly #relationships: readonly Relationship[]
  readonly #since1904: boolean
  #context: Promise<CellContext> | null = null
  /** In the order of their tabs. */
  readonly sheets: readonly Sheet[]

  private constructor(
    zip: ZipReader,
    relationships: readonly Relationship[],
    sheets: readonly Sheet[],
    since1904: boolean,
  ) {
    this.#zip = zip
    this.#relationships = relationships
    this.sheets = sheets
    this.#since1904 = since1904
  }

  /** Opens a workbook by its path or its bytes. Throws `UnreadableWorkbook` for what is none, is encrypted, has macros, or is made to harm. */
  static async open(source: string | Buffer): Promise<Workbook> {
    const zip = await ZipReader.open(source)
    try {
      const main = await mainPart(zip)
      const folder = main.slice(0, main.lastIndexOf('/') + 1)
      const links = `${folder}_rels/${main.slice(folder.length)}.rels`
      const relationships = await readRelationships(links, folder, zip.read(links))
      const { sheets, since1904 } = await readWorkbookPart(main, zip.read(main))
      if (relationships.some(({ type }) => /macrosheet|vbaProject/i.test(type))) throw new UnreadableWorkbook('macro')
      return new Workbook(zip, relationships, worksheets(sheets, relationships), since1904)
    } catch (error) {
      zip.close()
      throw error
    }
  }

  /** Whether a cell of the sheet holds anything. */
  async hasContent(sheet: Sheet): Promise<boolean> {
    for await (const { rows } of this.read(sheet)) if (rows.length > 0) return true
    return false
  }

  /** Reads a sheet once, in pieces. */
  async *read(sheet: Sheet): AsyncGenerator<SheetPiece> {
    this.#context ??= this.#readContext()
    const parser = new SheetParser(sheet.part, await this.#context)
    const size = this.#zip.sizeOf(sheet.part)
    let read = 0
    for await (const chunk of this.#zip.read(sheet.part)) {
      read += chunk.length
      const rows = parser.write(chunk)
      yield { rows, hiddenColumns: parser.hiddenColumns, merged: parser.merged, done: read / size }
    }
    parser.end()
  }

  close(): void {
    this.#zip.close()
  }

  async #readContext(): Promise<CellContext> {
    const styles = this.#partOf('styles')
    const strings = this.#partOf('sharedStrings')
    return {
      formats: styles ? await readStyles(styles, this.#zip.read(styles)) : [],
      strings: strings ? await readSharedStrings(strings, this.#zip.read(strings)) : new SharedStrings(''),
      since1904: this.#since1904,
    }
  }

  #partOf(type: string): string | undefined {
    return this.#relationships.find((link) => link.type === type)?.target
  }
}

async function mainPart(zip: ZipReader): Promise<string> {
  if (!zip.has(CONTENT_TYPES) || !zip.has('_rels/.rels')) throw new UnreadableWorkbook('not-a-workbook')
  judgeContentTypes(await readContentTypes(CONTENT_TYPES, zip.read(CONTENT_TYPES)))
  if (zip.names().some((name) => /vbaProject\.bin$/i.test(name))) throw new UnreadableWorkbook('macro')
  const links = await readRelationships('_rels/.rels', '', zip.read('_rels/.rels'))
  const main = links.find(({ type }) => type === 'officeDocument')?.target
  if (!main?.endsWith('.xml') || !zip.has(main)) throw new UnreadableWorkbook('not-a-workbook')
  return main
}

function worksheets(listed: readonly ListedSheet[], relationships: readonly Relationship[]): Sheet[] {
  const parts = new Map(relationships.map((link) => [link.id, link]))
  const sheets = listed.flatMap(({ name, hidden, relationship }) => {
    const link = parts.get(relationship)
    return link?.type === 'worksheet' ? [{ name, hidden, part: link.target }] : []
  })
  if (sheets.length === 0) throw new UnreadableWorkbook('not-a-workbook')
  return sheets
}
