import { join } from 'node:path'
import { Refused } from '../../kernel/refusal.ts'
import { PACK_REFUSALS } from '../../pack/refusals.ts'
import { type Batch, listBatches } from '../../payment/batch.store.ts'
import { gatherBatch } from '../../payment/gather-outgoing.store.ts'
import { manifestName } from '../../payment/manifest.ts'
import { renderFile } from '../../payment/render-file.store.ts'
import { fileFacts } from '../export/export-file-facts.ts'
import type { Packing } from './packing.ts'

/**
 * The manifests as they were recorded, and a list that `sha256sum -c` reads where the payment files lie. The files
 * themselves hold account numbers: only a pack in clear has them, with the very bytes that were recorded.
 */
export async function packFiles(packing: Packing): Promise<void> {
  const { tx, folder, run, unmask } = packing
  const batches = await listBatches(tx.sql, run)
  for (const batch of batches) {
    const file = `发放/${manifestName(batch.fileName)}`
    await folder.writeVerbatim(file, '该文件导出时的说明,照录。', [batch.manifest])
    if (unmask) await packFile(packing, batch)
  }
  const sums = batches.map(({ sha256, fileName }) => `${sha256}  ${fileName}\n`)
  await folder.writeVerbatim('发放/发放文件.sha256', '供 sha256sum -c 在存放发放文件的目录核对。', sums)
}

async function packFile({ context, tx, folder, run }: Packing, batch: Batch): Promise<void> {
  const of = { ...run, attempt: batch.attempt }
  const file = await gatherBatch(tx, of, batch)
  if (!file) throw new Refused(PACK_REFUSALS['pack.file-differs'](batch.fileName))
  const { layout, fileName } = batch
  const place = { folder: join(folder.path, '发放'), fileName }
  const facts = fileFacts(run, batch)
  const rendered = await renderFile(tx, context.cipher, { file, layout, facts, ...place })
  if (!('staged' in rendered)) throw new Refused(PACK_REFUSALS['pack.file-differs'](fileName))
  try {
    const hashes = await rendered.finished
    if (hashes.sha256 !== batch.sha256) throw new Refused(PACK_REFUSALS['pack.file-differs'](fileName))
    await rendered.staged.publish(fileName, hashes)
  } finally {
    await rendered.staged.discard()
  }
  await folder.adopt(`发放/${fileName}`, '送银行的文件,逐字节相同。')
}
