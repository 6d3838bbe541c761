import type { Context } from '../src/access/context.ts'
import { importFile } from '../src/app/import/import-file.ts'
import { writeRegistryFiles } from '../src/demo/play/demo-registry-files.ts'
import { DEMO_FILES } from '../src/demo/world/columns.ts'
import { addPeople } from './county.ts'
import { MONTH } from './example-county.ts'
import type { CountySize } from './make-data.ts'
import { measured, type Step } from './settle-month.ts'

/** One file read, checked, encrypted and stored. */
export interface ImportedKind extends Step {
  readonly kind: string
  readonly rows: number
}

/** Writes a made-up registry of so many households as files and imports them one after the other, as an operator would. */
export async function measureIntake(context: Context, { households, seed }: CountySize): Promise<ImportedKind[]> {
  const { maker } = await addPeople(context)
  const files = await writeRegistryFiles(context.home, { households, month: MONTH, seed })
  const imported: ImportedKind[] = []
  for (const { kind, path, rows } of files) {
    const step = await measured(() => importFile(maker, DEMO_FILES[kind].name, path))
    imported.push({ kind, rows, ...step })
  }
  return imported
}
