import { createHash, type Hash } from 'node:crypto'
import type { Cipher } from '../db/cipher.ts'
import type { Tx } from '../db/transaction.ts'
import { type FileHashes, StagedFile } from '../files/staged-file.store.ts'
import { invariant } from '../kernel/invariant.ts'
import { fileForm } from '../layout/file-form.ts'
import type { FileWriter, UncarriedPayment } from '../layout/form.ts'
import type { Layout } from '../layout/layout.ts'
import type { Uncarried } from '../layout/line-cells.ts'
import type { FileFacts } from '../layout/record-text.ts'
import type { OutgoingFile } from './outgoing.store.ts'
import { outgoingPayments } from './outgoing-payments.store.ts'

export interface FileToRender {
  readonly file: OutgoingFile
  readonly layout: Layout
  readonly facts: FileFacts
  readonly folder: string
  readonly fileName: string
}

/**
 * A file written, and on its way to the disk and back while the next may be written: `finished` is when it has been read
 * again. Or what its layout cannot carry, and nothing on disk.
 */
export type Rendered =
  | { readonly staged: StagedFile; readonly finished: Promise<FileHashes> }
  | { readonly uncarried: readonly UncarriedPayment[] }
  | { readonly headingUncarried: Uncarried }

/** Writes the gathered payments of one file under a temporary name. Its bytes depend on nothing but its arguments. */
export async function renderFile(tx: Tx, cipher: Cipher, render: FileToRender): Promise<Rendered> {
  const writer = fileForm(render.layout).write(render.layout, render.facts)
  if ('headingUncarried' in writer) return writer
  const staged = await StagedFile.create(render.folder, render.fileName)
  try {
    const sent = createHash('sha256')
    const uncarried = await writePayments(tx, cipher, render, { writer, staged, sent })
    if (uncarried.length > 0) {
      await staged.discard()
      return { uncarried }
    }
    await staged.write(await writer.end())
    const finished = readBack(render, staged, sent.digest('hex'))
    finished.catch(() => {}) // whoever waits for it hears of its failure, however late
    return { staged, finished }
  } catch (error) {
    await staged.discard()
    throw error
  }
}

async function writePayments(
  tx: Tx,
  cipher: Cipher,
  { file }: FileToRender,
  to: { readonly writer: FileWriter; readonly staged: StagedFile; readonly sent: Hash },
): Promise<UncarriedPayment[]> {
  const uncarried: UncarriedPayment[] = []
  let count = 0
  for await (const payments of outgoingPayments(tx, cipher, file)) {
    let keys = ''
    for (const payment of payments) {
      count++
      const added = to.writer.add(payment)
      if ('cause' in added) uncarried.push(added)
      else keys += textKey(added)
    }
    to.sent.update(keys)
    await to.staged.write(await to.writer.take())
  }
  invariant(count === file.count, `${count} payments came for a file of ${file.count}`)
  return uncarried
}

/** Reads the file again with the layout that wrote it: the same payments, count and total, or our bug. */
async function readBack({ layout, facts }: FileToRender, staged: StagedFile, sent: string): Promise<FileHashes> {
  const seen = createHash('sha256')
  let keys = ''
  const reader = fileForm(layout).read(layout, ({ texts }) => {
    keys += textKey(texts)
  })
  const noteKeys = () => {
    seen.update(keys)
    keys = ''
  }
  const hashes = await staged.finish((bytes) => {
    reader.push(bytes)
    noteKeys()
  })
  await reader.end()
  noteKeys()
  const [problem] = reader.problems
  invariant(!problem, `read back: line ${problem?.line} ${problem?.code}`)
  invariant(reader.count === facts.count && reader.totalFen === facts.totalFen, 'read back: count or total differs')
  invariant(seen.digest('hex') === sent, 'read back: a payment differs')
  return hashes
}

function textKey(texts: readonly string[]): string {
  return `${texts.join('\0')}\n`
}
