import { join } from 'node:path'
import type { Context } from '../../access/context.ts'
import { publishText } from '../../files/export-manifest.ts'
import { type StagedFile, sweepTemporary } from '../../files/staged-file.store.ts'
import { type Batch, markPublished } from '../../payment/batch.store.ts'
import { manifestName } from '../../payment/manifest.ts'
import type { Run } from '../../run/run.store.ts'

/** A claimed file whose bytes lie under a temporary name; `null` when it stands under its own name already. */
export interface FileToPublish {
  readonly batch: Batch
  readonly staged: StagedFile | null
}

/** As many as the threads that wait for the disk: the disk brings them down together. */
const AT_ONCE = 4

/**
 * Gives files of a run their names, each with its manifest beside it, some at a time, and notes which stand there. Where
 * one cannot be published the others of its time are, then its error is thrown.
 */
export async function publishFiles(
  { database, now }: Context,
  run: Run,
  folder: string,
  files: readonly FileToPublish[],
): Promise<void> {
  for (let at = 0; at < files.length; at += AT_ONCE) {
    const together = files.slice(at, at + AT_ONCE)
    const outcomes = await Promise.allSettled(together.map((file) => publish(folder, file)))
    const published = together.filter((_, i) => outcomes[i]!.status === 'fulfilled').map(({ batch }) => batch.batchNo)
    await markPublished(database.sql, run, published, now())
    for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason
  }
  await sweepTemporary(
    folder,
    files.map(({ batch }) => batch.fileName),
  )
}

async function publish(folder: string, { batch, staged }: FileToPublish): Promise<void> {
  await staged?.publish(batch.fileName, batch)
  await publishText(folder, manifestName(batch.fileName), batch.manifest)
}

/** Where a file of a run stands, and its manifest. */
export function placesOf(folder: string, { fileName }: Batch): { readonly path: string; readonly manifest: string } {
  return { path: join(folder, fileName), manifest: join(folder, manifestName(fileName)) }
}
