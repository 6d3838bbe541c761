import type { Tx } from '../db/transaction.ts'
import type { Fen } from '../kernel/money.ts'
import { type Layout, readLayout } from '../layout/layout.ts'
import type { RunKey } from '../run/run-key.ts'

/** One payment file as it was claimed. */
export interface Batch {
  readonly batchNo: string
  readonly attempt: number
  readonly item: string
  readonly bank: string
  readonly part: number
  readonly layout: Layout
  readonly fileName: string
  readonly documentNumber: string
  readonly rows: number
  readonly totalFen: Fen
  readonly sha256: string
  readonly sm3: string
  readonly manifest: string
  readonly claimedAt: string
  readonly publishedAt: string | null
}

/** The files of a run in the order they were claimed. */
export async function listBatches(db: Tx['sql'], { county, runId }: RunKey): Promise<Batch[]> {
  const query = db.selectFrom('batch').selectAll().where('county', '=', county).where('run_id', '=', runId)
  const rows = await query.orderBy('batch_no').execute()
  return rows.map((row) => ({
    batchNo: row.batch_no,
    attempt: row.attempt,
    item: row.item,
    bank: row.bank,
    part: row.part,
    layout: storedLayout(row.layout_definition),
    fileName: row.file_name,
    documentNumber: row.document_number,
    rows: Number(row.rows),
    totalFen: BigInt(row.total_fen),
    sha256: row.sha256,
    sm3: row.sm3,
    manifest: row.manifest,
    claimedAt: row.claimed_at,
    publishedAt: row.published_at,
  }))
}

function storedLayout(definition: string): Layout {
  const read = readLayout(JSON.parse(definition))
  if ('layout' in read) return read.layout
  throw new Error(`stored layout cannot be read: ${read.faults.map(({ message }) => message).join()}`)
}

export async function insertBatch(tx: Tx, { county, runId }: RunKey, batch: Omit<Batch, 'publishedAt'>): Promise<void> {
  await tx.sql
    .insertInto('batch')
    .values({
      county,
      run_id: runId,
      batch_no: batch.batchNo,
      attempt: batch.attempt,
      item: batch.item,
      bank: batch.bank,
      part: batch.part,
      layout: batch.layout.layout,
      layout_version: batch.layout.version,
      layout_definition: JSON.stringify(batch.layout),
      encoding: batch.layout.encoding,
      file_name: batch.fileName,
      document_number: batch.documentNumber,
      rows: batch.rows,
      total_fen: batch.totalFen.toString(),
      sha256: batch.sha256,
      sm3: batch.sm3,
      manifest: batch.manifest,
      claimed_at: batch.claimedAt,
      published_at: null,
    })
    .execute()
}

/** Notes when files came to stand under their names for the first time. */
export async function markPublished(
  db: Tx['sql'],
  run: RunKey,
  batchNos: readonly string[],
  at: string,
): Promise<void> {
  if (batchNos.length === 0) return
  await db
    .updateTable('batch')
    .set({ published_at: at })
    .where('county', '=', run.county)
    .where('run_id', '=', run.runId)
    .where('batch_no', 'in', batchNos)
    .where('published_at', 'is', null)
    .execute()
}
