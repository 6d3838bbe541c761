import { UnreadableWorkbook } from './workbook-fault.ts'
import { type Attributes, attribute, isTrue, readXml } from './xml.ts'

/** A part that another one refers to. */
export interface Relationship {
  readonly id: string
  /** The last word of its type: `worksheet`, `sharedStrings`, `styles`, `officeDocument`. */
  readonly type: string
  /** Name of the part in the ZIP. */
  readonly target: string
}

/** Reads a relationships part; `base` is the folder of the part it belongs to. */
export async function readRelationships(
  part: string,
  base: string,
  chunks: AsyncIterable<Uint8Array>,
): Promise<Relationship[]> {
  const found: Relationship[] = []
  await readXml(part, chunks, {
    open(name, { Id, Type, Target, TargetMode }) {
      if (name !== 'Relationship' || TargetMode === 'External') return
      found.push({ id: Id ?? '', type: (Type ?? '').split('/').at(-1)!, target: resolved(base, Target ?? '') })
    },
    close() {},
  })
  return found
}

function resolved(base: string, target: string): string {
  const parts: string[] = target.startsWith('/') ? [] : base.split('/').filter((step) => step !== '')
  for (const step of target.split('/')) {
    if (step === '..') parts.pop()
    else if (step !== '' && step !== '.') parts.push(step)
  }
  return parts.join('/')
}

/** Content types of the parts that have one of their own, without what an ordinary workbook consists of. */
export async function readContentTypes(part: string, chunks: AsyncIterable<Uint8Array>): Promise<string[]> {
  const types: string[] = []
  await readXml(part, chunks, {
    open(_, { ContentType }) {
      if (ContentType) types.push(ContentType)
    },
    close() {},
  })
  return types
}

/** Refuses what carries programs, and what only looks like a workbook from outside. */
export function judgeContentTypes(types: readonly string[]): void {
  if (types.some((type) => /macroEnabled|vbaProject|macrosheet/i.test(type))) throw new UnreadableWorkbook('macro')
  if (types.some((type) => /sheet\.binary/i.test(type))) throw new UnreadableWorkbook('binary')
}

/** A sheet as the workbook lists it. */
export interface ListedSheet {
  readonly name: string
  readonly relationship: string
  readonly hidden: boolean
}

/** Reads the workbook part: its sheets in their order, and from when its days count. */
export async function readWorkbookPart(
  part: string,
  chunks: AsyncIterable<Uint8Array>,
): Promise<{ readonly sheets: readonly ListedSheet[]; readonly since1904: boolean }> {
  const sheets: ListedSheet[] = []
  let since1904 = false
  await readXml(part, chunks, {
    open(name: string, attributes: Attributes) {
      if (name === 'workbookPr') since1904 = isTrue(attributes.date1904)
      if (name !== 'sheet') return
      const hidden = attributes.state === 'hidden' || attributes.state === 'veryHidden'
      sheets.push({ name: attributes.name ?? '', relationship: attribute(attributes, 'id') ?? '', hidden })
    },
    close() {},
  })
  return { sheets, since1904 }
}
