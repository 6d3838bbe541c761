import type { Context } from '../../access/context.ts'
import { type ImportResult, importFile } from './import-file.ts'

/** A file and what kind of rows it has. */
export interface KindOfFile {
  readonly kind: string
  readonly path: string
}

/**
 * Imports several files in the order they need each other, each as if it were imported by itself after the ones before:
 * one is read while the one before it is being stored.
 */
export async function importFiles(context: Context, files: readonly KindOfFile[]): Promise<ImportResult[]> {
  const imports: Promise<ImportResult>[] = []
  for (const { kind, path } of files) {
    const before = imports.at(-1) ?? Promise.resolve()
    await new Promise<void>((onRead) => {
      const importing = importFile(context, kind, path, {}, { before, onRead })
      imports.push(importing)
      importing.then(
        () => onRead(),
        () => onRead(), // said by whoever waits for it below
      )
    })
  }
  await Promise.allSettled(imports) // nothing is still being stored when the caller hears of a failure
  return await Promise.all(imports)
}
