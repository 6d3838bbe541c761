import type { Context } from '../../access/context.ts'
import type { Tx } from '../../db/transaction.ts'
import type { FileHashes, StagedFile } from '../../files/staged-file.store.ts'
import type { Problem } from '../../kernel/problem.ts'
import type { UncarriedPayment } from '../../layout/form.ts'
import type { Layout } from '../../layout/layout.ts'
import type { Batch } from '../../payment/batch.store.ts'
import {
  leaveOut,
  nextOutgoing,
  type OutgoingFile,
  type OutgoingGroup,
  outgoingGroups,
} from '../../payment/outgoing.store.ts'
import { renderFile } from '../../payment/render-file.store.ts'
import { listUncarried } from '../../payment/uncarried.store.ts'
import type { Dialects } from './export-dialects.ts'
import { fileFacts, fileNameOf } from './export-file-facts.ts'
import type { SealedRun } from './export-sealed-run.ts'
import { headingProblem, uncarriedProblem } from './export-uncarried.ts'

export interface WriteOptions {
  readonly dialects: Dialects
  readonly folder: string
  readonly documentNumber: string
  /** The instant of the export. */
  readonly at: string
}

/** A file before its bytes are known. */
export type NewBatch = Omit<Batch, 'sha256' | 'sm3' | 'manifest' | 'publishedAt'>

/** A file whose payments have been written; it is read back while the next one is written. */
export interface WrittenFile {
  readonly file: OutgoingFile
  readonly batch: NewBatch
  readonly staged: StagedFile
  readonly finished: Promise<FileHashes>
}

/** Writes gathered payments into files under temporary names, each bank's in its layout; claims nothing. */
export class Writing {
  readonly problems: Problem[] = []
  /** Every file begun, claimed or not. */
  readonly staged: StagedFile[] = []
  readonly #context: Context
  readonly #sealed: SealedRun
  readonly #options: WriteOptions
  /** The files of the run so far, of earlier exports and of this one. */
  readonly #known: NewBatch[]
  #payments = 0
  /** Payments that their layout cannot carry: tried once. */
  readonly #leftOut: string[] = []

  constructor(context: Context, sealed: SealedRun, options: WriteOptions, existing: readonly Batch[]) {
    this.#context = context
    this.#sealed = sealed
    this.#options = options
    this.#known = [...existing]
  }

  /** Adds the files of what is gathered to `written`, as far as it comes. */
  async write(tx: Tx, written: WrittenFile[]): Promise<void> {
    if (this.#leftOut.length > 0) await leaveOut(tx, this.#leftOut)
    for (const { layout, ...group } of await this.#groups(tx)) await this.#writeGroup(tx, group, layout, written)
  }

  async #writeGroup(tx: Tx, group: OutgoingGroup, layout: Layout, written: WrittenFile[]): Promise<void> {
    const { 'rows-per-file': limit = null } = layout
    let after = ''
    while (true) {
      const file = await nextOutgoing(tx, group, { after, limit })
      if (!file) return
      const one = await this.#writeFile(tx, file, layout)
      if (one === 'try-again') continue
      after = file.last
      if (one === 'heading-uncarried') continue
      const before = written.at(-1)
      written.push(one)
      await before?.finished // one is read back while another is written, never more
    }
  }

  /** A bank whose layout puts all items into one file comes once, the others once for each item. */
  async #groups(tx: Tx) {
    const withLayout = (group: OutgoingGroup) => ({ ...group, layout: this.#options.dialects.layoutFor(group.bank) })
    const whole = (await outgoingGroups(tx, { items: true })).map(withLayout)
    const byItem = (await outgoingGroups(tx, { items: false })).map(withLayout)
    return [
      ...whole.filter(({ layout }) => layout.combine === 'items'),
      ...byItem.filter(({ layout }) => layout.combine !== 'items'),
    ]
  }

  /** To be tried again when the layout cannot carry some of it: these are left out. */
  async #writeFile(
    tx: Tx,
    file: OutgoingFile,
    layout: Layout,
  ): Promise<WrittenFile | 'try-again' | 'heading-uncarried'> {
    const batch = this.#newBatch(file, layout)
    const rendered = await this.#render(tx, file, batch)
    if ('headingUncarried' in rendered) {
      const problem = headingProblem(file, rendered.headingUncarried, layout)
      if (!this.problems.some(({ message }) => message === problem.message)) this.problems.push(problem)
      return 'heading-uncarried'
    }
    if ('uncarried' in rendered) {
      await this.#leaveOut(tx, rendered.uncarried, layout)
      return 'try-again'
    }
    this.#known.push(batch)
    this.staged.push(rendered.staged)
    this.#payments += batch.rows
    this.#context.progress('写出发放文件', this.#payments, undefined, '笔')
    return { file, batch, ...rendered }
  }

  async #render(tx: Tx, file: OutgoingFile, batch: NewBatch) {
    const { run } = this.#sealed
    return await renderFile(tx, this.#context.cipher, {
      file,
      layout: batch.layout,
      facts: fileFacts(run, batch),
      folder: this.#options.folder,
      fileName: batch.fileName,
    })
  }

  async #leaveOut(tx: Tx, uncarried: readonly UncarriedPayment[], layout: Layout): Promise<void> {
    const { run, attempt } = this.#sealed
    this.#leftOut.push(...uncarried.map(({ paymentNo }) => paymentNo))
    await leaveOut(tx, this.#leftOut)
    const problems = uncarried.map((one) => uncarriedProblem(one, layout))
    await listUncarried(tx, { ...run, attempt }, uncarried, problems)
    this.problems.push(...problems)
  }

  #newBatch(file: OutgoingFile, layout: Layout): NewBatch {
    const { documentNumber, at } = this.#options
    const same = this.#known.filter(({ item, bank }) => item === file.item && bank === file.bank)
    const batchNo = `${this.#sealed.run.number}-${String(this.#known.length + 1).padStart(3, '0')}`
    return {
      batchNo,
      fileName: fileNameOf({ batchNo, item: file.item, bank: file.bank }, layout.extension),
      attempt: this.#sealed.attempt,
      item: file.item,
      bank: file.bank,
      part: same.length + 1,
      layout,
      documentNumber,
      rows: file.count,
      totalFen: file.totalFen,
      claimedAt: at,
    }
  }
}
