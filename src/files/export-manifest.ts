import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { alreadyPublished, StagedFile } from './staged-file.store.ts'

/** Publishes a small text as the payment files are: whole or not at all, never over other bytes. */
export async function publishText(folder: string, name: string, text: string): Promise<void> {
  const bytes = Buffer.from(text)
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  if (await alreadyPublished(join(folder, name), sha256)) return
  const staged = await StagedFile.create(folder, name)
  try {
    await staged.write(bytes)
    await staged.publish(name, await staged.finish())
  } finally {
    await staged.discard()
  }
}
