import { join } from 'node:path'
import { type Context, requireRole } from '../../access/context.ts'
import { planForBulk } from '../../db/bulk-plan.ts'
import { inTransaction, type Tx } from '../../db/transaction.ts'
import { alreadyPublished, type StagedFile } from '../../files/staged-file.store.ts'
import { invariant } from '../../kernel/invariant.ts'
import type { Fen } from '../../kernel/money.ts'
import type { Problem } from '../../kernel/problem.ts'
import { Refused } from '../../kernel/refusal.ts'
import { type Batch, listBatches } from '../../payment/batch.store.ts'
import { gatherBatch } from '../../payment/gather-outgoing.store.ts'
import { heldFigures } from '../../payment/held-figures.store.ts'
import { appendOutbox, homeOutbox, OUTBOX_NAME } from '../../payment/outbox.store.ts'
import { PAYMENT_REFUSALS } from '../../payment/refusals.ts'
import { renderFile } from '../../payment/render-file.store.ts'
import { refuseChangedOriginals } from '../../reissue/reissue.store.ts'
import type { Run } from '../../run/run.store.ts'
import { type ClaimedFile, Claiming } from './export-claim.ts'
import { type AskedLayouts, Dialects, type LoadedLayouts, loadAsked } from './export-dialects.ts'
import { fileFacts } from './export-file-facts.ts'
import { type FileToPublish, placesOf, publishFiles } from './export-publish.ts'
import { lockSealedRun, type SealedRun, underItsSeal } from './export-sealed-run.ts'
import { refuseForgotten, refuseOtherThanSent } from './outbox.ts'

export interface ExportOptions extends AskedLayouts {
  /** Folder for the files; `out/<run>` when absent. */
  readonly out?: string
  /** 文号 of the batch, as the bureau gave it; the run's own number when absent, for a 文号 is never made up. */
  readonly documentNumber?: string
}

export interface ExportedFile {
  readonly batch: Batch
  readonly path: string
  readonly manifest: string
  /** `unchanged`: it stood there already with the same bytes; `rewritten`: it was missing and is the same again. */
  readonly how: 'written' | 'rewritten' | 'unchanged'
}

export interface ExportResult {
  readonly run: string
  readonly files: readonly ExportedFile[]
  readonly held: { readonly payments: number; readonly totalFen: Fen }
  /** Warnings: payments that the layout could not carry, banks that the setting leaves out. */
  readonly problems: readonly Problem[]
}

/**
 * Writes the payment files of an approved run, one per bank and item, each whole or not at all and never twice: they
 * are claimed in the database, then published. Exporting again writes missing files as they were, and sends payments
 * that were held and whose payees have an account by now in files of their own.
 */
export async function exportRun(context: Context, number: string, options: ExportOptions = {}): Promise<ExportResult> {
  await requireRole(context, 'maker')
  const asked = loadAsked(context.home, options)
  const folder = options.out ?? join('out', number)
  const staged: StagedFile[] = []
  try {
    const prepared = await inTransaction(context.database.pool, (tx) =>
      prepare(context, tx, number, { folder, asked, ...documentNumberOf(options) }, staged),
    )
    await enterInLedgers(context, prepared, folder)
    await publishFiles(context, prepared.run, folder, prepared.files)
    const files = prepared.files.map(({ batch, how }) => ({ batch, ...placesOf(folder, batch), how }))
    return { run: number, files, held: prepared.held, problems: prepared.problems }
  } finally {
    for (const file of staged) await file.discard()
  }
}

function documentNumberOf({ documentNumber }: ExportOptions): Pick<ExportOptions, 'documentNumber'> {
  return documentNumber === undefined ? {} : { documentNumber }
}

interface Prepared {
  readonly run: Run
  readonly files: readonly (FileToPublish & Pick<ExportedFile, 'how'>)[]
  readonly held: ExportResult['held']
  readonly problems: readonly Problem[]
}

interface PrepareOptions {
  readonly folder: string
  readonly asked: LoadedLayouts
  readonly documentNumber?: string
}

async function prepare(
  context: Context,
  tx: Tx,
  number: string,
  options: PrepareOptions,
  staged: StagedFile[],
): Promise<Prepared> {
  await planForBulk(tx)
  const sealed = await lockSealedRun(tx, number)
  return await underItsSeal(context.database.pool, tx, sealed, () =>
    prepareSealed(context, tx, sealed, options, staged),
  )
}

async function prepareSealed(
  context: Context,
  tx: Tx,
  sealed: SealedRun,
  options: PrepareOptions,
  staged: StagedFile[],
): Promise<Prepared> {
  const { number } = sealed.run
  await refuseChangedOriginals(tx, { ...sealed.run, attempt: sealed.attempt })
  await refuseForgotten(context, tx.sql, options.folder, number)
  const existing = await listBatches(tx.sql, sealed.run)
  const documentNumber = options.documentNumber ?? number
  const dialects = new Dialects(options.asked, existing)
  const claiming = new Claiming(context, sealed, { folder: options.folder, dialects, documentNumber }, existing)
  try {
    await claiming.claim(tx)
  } finally {
    staged.push(...claiming.writing.staged)
  }
  if (existing.length + claiming.files.length === 0)
    throw new Refused(PAYMENT_REFUSALS['export.nothing-to-pay'](number))
  dialects.refuseUnmet(
    number,
    claiming.files.map(({ batch }) => batch),
  )
  if (claiming.files.length === 0) refuseOtherDocument(number, options.documentNumber, existing)
  await refuseOtherThanSent(context, tx.sql, options.folder, number)
  const files = []
  for (const batch of existing) files.push(await existingFile(context, tx, sealed, batch, options.folder, staged))
  for (const file of claiming.files) files.push({ ...file, how: await newFile(file, options.folder) })
  const held = await heldFigures(tx.sql, { ...sealed.run, attempt: sealed.attempt })
  return { run: sealed.run, files, held, problems: [...claiming.writing.problems, ...dialects.warnings()] }
}

/** A file keeps the 文号 that it was sent under: another one would be passed over without a word. */
function refuseOtherDocument(number: string, asked: string | undefined, sent: readonly Batch[]): void {
  if (asked === undefined || sent.some(({ documentNumber }) => documentNumber === asked)) return
  throw new Refused(PAYMENT_REFUSALS['export.other-document-number'](number, sent[0]!.documentNumber, asked))
}

/** A file claimed before: it stands there with its bytes, or is written again exactly as it was. */
async function existingFile(
  context: Context,
  tx: Tx,
  sealed: SealedRun,
  batch: Batch,
  folder: string,
  all: StagedFile[],
): Promise<Prepared['files'][number]> {
  if (await alreadyPublished(join(folder, batch.fileName), batch.sha256))
    return { batch, staged: null, how: 'unchanged' }
  const run = { ...sealed.run, attempt: batch.attempt }
  const file = await gatherBatch(tx, run, batch)
  invariant(file, `batch ${batch.batchNo} holds no payments`)
  const { layout, fileName } = batch
  const facts = fileFacts(sealed.run, batch)
  const rendered = await renderFile(tx, context.cipher, { file, layout, facts, folder, fileName })
  invariant('staged' in rendered, `batch ${batch.batchNo} can no longer be written in its layout`)
  all.push(rendered.staged)
  const { sha256 } = await rendered.finished
  invariant(sha256 === batch.sha256, `batch ${batch.batchNo} does not come out with the bytes it had`)
  return { batch, staged: rendered.staged, how: batch.publishedAt === null ? 'written' : 'rewritten' }
}

/** Looks before anything is claimed for good whether other bytes stand in the way. */
async function newFile({ batch }: ClaimedFile, folder: string): Promise<'written'> {
  await alreadyPublished(join(folder, batch.fileName), batch.sha256)
  return 'written'
}

/** Both ledgers know of a file before it gets its name: that of the home, and that which lies beside the files. */
async function enterInLedgers({ home }: Context, { run, files }: Prepared, folder: string): Promise<void> {
  const entries = files.map(({ batch }) => ({
    kind: 'batch' as const,
    run: run.number,
    batch: batch.batchNo,
    file: batch.fileName,
    rows: batch.rows,
    totalFen: batch.totalFen.toString(),
    sha256: batch.sha256,
    at: batch.claimedAt,
  }))
  for (const path of [homeOutbox(home), join(folder, OUTBOX_NAME)]) await appendOutbox(path, entries)
}
