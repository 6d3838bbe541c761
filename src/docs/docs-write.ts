import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { packageRoot } from '../db/package-root.ts'
import { docsFiles } from './docs-files.ts'

/** `npm run docs`: writes the generated files of `docs/`. */
const folder = join(packageRoot, 'docs')
mkdirSync(folder, { recursive: true })
for (const { name, text } of docsFiles()) {
  writeFileSync(join(folder, name), text)
  process.stdout.write(`docs/${name}\n`)
}
