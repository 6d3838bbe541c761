import type { Context } from '../../access/context.ts'
import { appendAudit, auditHead } from '../../db/audit.store.ts'
import type { Tx } from '../../db/transaction.ts'
import type { StagedFile } from '../../files/staged-file.store.ts'
import { invariant } from '../../kernel/invariant.ts'
import { usableMonthOf } from '../../payment/account-choice.store.ts'
import { type Batch, insertBatch } from '../../payment/batch.store.ts'
import { gatherApproved, gatherReleased } from '../../payment/gather-outgoing.store.ts'
import { manifestText } from '../../payment/manifest.ts'
import { claimOutgoing, type OutgoingClaim, type OutgoingFile, outgoingItems } from '../../payment/outgoing.store.ts'
import { knowledgeOf } from '../../registry/county-knowledge.store.ts'
import { recordEvent } from '../../run/run.store.ts'
import type { SealedRun } from './export-sealed-run.ts'
import { type NewBatch, type WriteOptions, Writing, type WrittenFile } from './export-write.ts'

/** A file claimed in the database whose bytes lie under a temporary name. */
export interface ClaimedFile {
  readonly batch: Batch
  readonly staged: StagedFile
}

/** Claims what an export sends: first what was approved with an account, then what has found one since. */
export class Claiming {
  readonly files: ClaimedFile[] = []
  readonly writing: Writing
  readonly #context: Context
  readonly #sealed: SealedRun
  readonly #at: string

  constructor(context: Context, sealed: SealedRun, options: Omit<WriteOptions, 'at'>, existing: readonly Batch[]) {
    this.#context = context
    this.#sealed = sealed
    this.#at = context.now()
    this.writing = new Writing(context, sealed, { ...options, at: this.#at }, existing)
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
    await this.#claimGathered(tx)
  }

  async #accountsNow(tx: Tx) {
    const { run, calculatedKnown } = this.#sealed
    const known = String(await knowledgeOf(tx.sql, run.county))
    return { known, usableMonth: usableMonthOf(run.month, this.#at), calculatedKnown }
  }

  async #claimGathered(tx: Tx): Promise<void> {
    const written: WrittenFile[] = []
    try {
      await this.writing.write(tx, written)
      for (const one of written) await this.#claimFile(tx, one)
    } finally {
      await Promise.allSettled(written.map(({ finished }) => finished))
    }
    await this.#claimPayments(
      tx,
      written.map(({ file, batch }) => ({ ...file, batchNo: batch.batchNo })),
    )
  }

  /** Those of all files at once, which takes one look at the run's payments instead of one for each file. */
  async #claimPayments(tx: Tx, claims: readonly OutgoingClaim[]): Promise<void> {
    if (claims.length === 0) return
    const { run, attempt } = this.#sealed
    const rows = claims.reduce((sum, { count }) => sum + count, 0)
    const claimed = await claimOutgoing(tx, { ...run, attempt }, claims, { at: this.#at, actor: this.#context.actor })
    invariant(claimed === rows, `${claimed} payments claimed for files of ${rows}`)
  }

  async #claimFile(tx: Tx, { file, batch: written, staged, finished }: WrittenFile): Promise<void> {
    const { sha256, sm3 } = await finished
    const batch = await this.#withManifest(tx, file, { ...written, sha256, sm3 })
    this.files.push({ batch, staged })
    await this.#store(tx, batch)
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
