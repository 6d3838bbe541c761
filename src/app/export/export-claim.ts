import type { Context } from '../../access/context.ts'
import { appendAudit, auditHead } from '../../db/audit.store.ts'
import type { Tx } from '../../db/transaction.ts'
import type { FileHashes, StagedFile } from '../../files/staged-file.store.ts'
import { invariant } from '../../kernel/invariant.ts'
import type { Problem } from '../../kernel/problem.ts'
import { shanghaiMonth } from '../../kernel/shanghai-time.ts'
import type { UncarriedPayment } from '../../layout/form.ts'
import type { Layout } from '../../layout/layout.ts'
import { type Batch, insertBatch } from '../../payment/batch.store.ts'
import { gatherApproved, gatherReleased } from '../../payment/gather-outgoing.store.ts'
import { manifestText } from '../../payment/manifest.ts'
import {
  claimOutgoing,
  leaveOut,
  nextOutgoing,
  type OutgoingClaim,
  type OutgoingFile,
  type OutgoingGroup,
  outgoingGroups,
  outgoingItems,
} from '../../payment/outgoing.store.ts'
import { renderFile } from '../../payment/render-file.store.ts'
import { listUncarried } from '../../payment/uncarried.store.ts'
import { recordEvent } from '../../run/run.store.ts'
import type { Dialects } from './export-dialects.ts'
import { fileFacts, fileNameOf } from './export-file-facts.ts'
import type { SealedRun } from './export-sealed-run.ts'
import { headingProblem, uncarriedProblem } from './export-uncarried.ts'

/** A file claimed in the database whose bytes lie under a temporary name. */
export interface ClaimedFile {
  readonly batch: Batch
  readonly staged: StagedFile
}

export interface ClaimOptions {
  readonly dialects: Dialects
  readonly folder: string
  readonly documentNumber: string
}

type NewBatch = Omit<Batch, 'sha256' | 'sm3' | 'manifest' | 'publishedAt'>

/** A file whose payments have been written; it is read back while the next one is written. */
interface WrittenFile {
  readonly file: OutgoingFile
  readonly batch: NewBatch
  readonly staged: StagedFile
  readonly finished: Promise<FileHashes>
}

/** Claims what an export sends: first what was approved with an account, then what has found one since. */
export class Claiming {
  readonly files: ClaimedFile[] = []
  readonly problems: Problem[] = []
  /** Every file begun, claimed or not. */
  readonly staged: StagedFile[] = []
  readonly #context: Context
  readonly #sealed: SealedRun
  readonly #options: ClaimOptions
  /** The files of the run so far, of earlier exports and of this one. */
  readonly #known: NewBatch[]
  readonly #at: string
  #written = 0
  /** Payments that this layout cannot carry: tried once. */
  readonly #leftOut: string[] = []

  constructor(context: Context, sealed: SealedRun, options: ClaimOptions, existing: readonly Batch[]) {
    this.#context = context
    this.#sealed = sealed
    this.#options = options
    this.#known = [...existing]
    this.#at = context.now()
  }

  async claim(tx: Tx): Promise<void> {
    const { run, attempt } = this.#sealed
    const outgoing = { ...run, attempt }
    const actor = this.#context.actor
    if (run.state === 'approved') {
      await recordEvent(tx, run, { action: 'export', actor, at: this.#at, attempt })
      await gatherApproved(tx, outgoing)
      await this.#claimGathered(tx)
    }
    if (run.state === 'closed') return
    await gatherReleased(tx, outgoing, await this.#accountsNow(tx))
    await leaveOut(tx, this.#leftOut)
    await this.#claimGathered(tx)
  }

  async #accountsNow(tx: Tx) {
    const { run, calculatedKnown } = this.#sealed
    const county = tx.sql.selectFrom('county').select('knowledge').where('county', '=', run.county)
    const { knowledge } = await county.executeTakeFirstOrThrow()
    const usableMonth = [run.month, shanghaiMonth(this.#at)].sort().at(-1)!
    return { known: knowledge, usableMonth, calculatedKnown }
  }

  async #claimGathered(tx: Tx): Promise<void> {
    const written: WrittenFile[] = []
    try {
      for (const { layout, ...group } of await this.#groups(tx)) await this.#writeGroup(tx, group, layout, written)
      for (const one of written) await this.#claimFile(tx, one)
    } finally {
      await Promise.allSettled(written.map(({ finished }) => finished))
    }
    await this.#claimPayments(
      tx,
      written.map(({ file, batch }) => ({ ...file, batchNo: batch.batchNo })),
    )
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

  /** Those of all files at once, which takes one look at the run's payments instead of one for each file. */
  async #claimPayments(tx: Tx, claims: readonly OutgoingClaim[]): Promise<void> {
    if (claims.length === 0) return
    const { run, attempt } = this.#sealed
    const rows = claims.reduce((sum, { count }) => sum + count, 0)
    const claimed = await claimOutgoing(tx, { ...run, attempt }, claims, { at: this.#at, actor: this.#context.actor })
    invariant(claimed === rows, `${claimed} payments claimed for files of ${rows}`)
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
    this.#written += batch.rows
    this.#context.progress('写出发放文件', this.#written, undefined, '笔')
    return { file, batch, ...rendered }
  }

  async #claimFile(tx: Tx, { file, batch: written, staged, finished }: WrittenFile): Promise<void> {
    const { sha256, sm3 } = await finished
    const batch = await this.#withManifest(tx, file, { ...written, sha256, sm3 })
    this.files.push({ batch, staged })
    await this.#store(tx, batch)
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
    const { documentNumber } = this.#options
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
      claimedAt: this.#at,
    }
  }

  async #withManifest(tx: Tx, file: OutgoingFile, batch: NewBatch & Pick<Batch, 'sha256' | 'sm3'>): Promise<Batch> {
    const { run, checker, policyRevision, codeRevision } = this.#sealed
    const head = (await auditHead(tx.sql, run.county)).hash
    const provenance = { ...run, run: run.number, checker, policyRevision, codeRevision, auditHead: head }
    const manifest = manifestText(batch, { ...provenance, items: await outgoingItems(tx, file) }, this.#at)
    return { ...batch, manifest, publishedAt: null }
  }

  async #store(tx: Tx, batch: Batch): Promise<void> {
    const { run } = this.#sealed
    const { batchNo } = batch
    await insertBatch(tx, run, batch)
    await appendAudit(tx, run.county, {
      at: this.#at,
      actor: this.#context.actor,
      action: 'export.file',
      detail: `${batchNo} ${batch.rows} rows ${batch.totalFen} fen sha256 ${batch.sha256}`,
    })
  }
}
