import { type FileHandle, open } from 'node:fs/promises'
import { join } from 'node:path'
import { reportLines } from '../../kernel/report-csv.ts'
import { bomOf, encodeText } from '../../layout/text-encoding.ts'
import { DEMO_FILES, DEMO_KINDS, type DemoKind, type DemoRow } from '../world/columns.ts'
import { type DemoRequest, generateRegistry } from '../world/generate.ts'

export interface RegistryFile {
  readonly kind: DemoKind
  readonly path: string
  readonly rows: number
}

/** One file in GB18030, as banks' systems write it; the others are UTF-8 with a mark, as spreadsheets save them. */
const GB18030_KIND: DemoKind = 'accounts'
const BLOCK_CHARACTERS = 65_536

/** Writes the made-up registry as the files that an operator would import, family by family. */
export async function writeRegistryFiles(folder: string, request: DemoRequest): Promise<RegistryFile[]> {
  const writers: RegistryWriter[] = []
  try {
    for (const kind of DEMO_KINDS) writers.push(await RegistryWriter.begin(folder, kind))
    for (const rows of generateRegistry(request))
      for (const writer of writers) if (rows[writer.kind].length > 0) await writer.write(rows[writer.kind])
    for (const writer of writers) await writer.flush()
    return writers.map(({ kind, path, rows }) => ({ kind, path, rows }))
  } finally {
    for (const writer of writers) await writer.close()
  }
}

class RegistryWriter {
  readonly kind: DemoKind
  readonly path: string
  rows = 0
  readonly #file: FileHandle
  #block: string

  private constructor(kind: DemoKind, path: string, file: FileHandle) {
    this.kind = kind
    this.path = path
    this.#file = file
    this.#block = reportLines([DEMO_FILES[kind].columns])
  }

  static async begin(folder: string, kind: DemoKind): Promise<RegistryWriter> {
    const path = join(folder, `${DEMO_FILES[kind].name}.csv`)
    const file = await open(path, 'wx')
    await file.appendFile(bomOf(encodingOf(kind)))
    return new RegistryWriter(kind, path, file)
  }

  async write(rows: readonly DemoRow[]): Promise<void> {
    this.#block += reportLines(rows)
    this.rows += rows.length
    if (this.#block.length >= BLOCK_CHARACTERS) await this.flush()
  }

  async flush(): Promise<void> {
    await this.#file.appendFile(encodeText(encodingOf(this.kind), this.#block))
    this.#block = ''
  }

  async close(): Promise<void> {
    await this.#file.close()
  }
}

function encodingOf(kind: DemoKind): 'gb18030' | 'utf-8-bom' {
  return kind === GB18030_KIND ? 'gb18030' : 'utf-8-bom'
}
