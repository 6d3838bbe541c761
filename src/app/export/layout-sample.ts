import { writeFileSync } from 'node:fs'
import { Refused } from '../../kernel/refusal.ts'
import { loadLayout } from '../../layout/layout.store.ts'
import type { Layout } from '../../layout/layout.ts'
import { type LayoutSample, sampleFile, sampleReturn } from '../../layout/layout-sample.ts'
import { LAYOUT_REFUSALS } from '../../layout/refusals.ts'
import { textDecoder } from '../../layout/text-encoding.ts'
import { causeText } from './export-uncarried.ts'

export interface ShownSample {
  readonly layout: Layout
  readonly bytes: Buffer
  /** The bytes as text; null for a workbook. */
  readonly text: string | null
  readonly rows: LayoutSample['rows']
  /** A sentence for each made-up payment that the layout cannot carry. */
  readonly held: readonly string[]
}

/** Ten made-up payments as they would stand in a file of this layout, or the return to it; written to `out` if asked. */
export async function showSample(
  nameOrFile: string,
  { returned = false, out }: { readonly returned?: boolean; readonly out?: string } = {},
): Promise<ShownSample> {
  const layout = loadLayout(nameOrFile)
  const sample = await sampleFile(layout)
  if ('headingUncarried' in sample) {
    throw new Refused(LAYOUT_REFUSALS['layout.heading'](layout.layout, causeText(sample.headingUncarried, layout)))
  }
  const bytes = returned ? answerTo(layout, sample) : sample.bytes
  const text = layout.kind === 'text' || returned ? textOf(layout, bytes, returned) : null
  if (out !== undefined) writeNew(out, bytes)
  const held = sample.held.map(({ holder, column, cause }) => `「${holder}」的「${column}」${causeText(cause, layout)}`)
  return { layout, bytes, text, rows: sample.rows, held }
}

function answerTo(layout: Layout, sample: LayoutSample): Buffer {
  try {
    return sampleReturn(layout, sample)
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    throw new Refused(LAYOUT_REFUSALS['layout.return'](layout.layout))
  }
}

function textOf(layout: Layout, bytes: Buffer, returned: boolean): string {
  if (!returned) return textDecoder(layout.encoding).decode(bytes)
  const { encodings } = layout.return
  const same = layout.encoding.startsWith('utf-8') ? 'utf-8' : 'gb18030'
  return textDecoder(encodings.includes(same) ? same : encodings[0]!).decode(bytes)
}

function writeNew(path: string, bytes: Buffer): void {
  try {
    writeFileSync(path, bytes, { flag: 'wx' })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    throw new Refused(LAYOUT_REFUSALS['layout.file-exists'](path))
  }
}
