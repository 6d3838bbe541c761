import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { packageRoot } from '../db/package-root.ts'
import { withCodeMap } from './code-map.ts'
import { docsFiles } from './docs-files.ts'

/** `npm run docs`: writes the generated files of `docs/`, and the rooms of `src` into the README. */
const folder = join(packageRoot, 'docs')
mkdirSync(folder, { recursive: true })
for (const { name, text } of docsFiles()) {
  writeFileSync(join(folder, name), text)
  process.stdout.write(`docs/${name}\n`)
}
const readme = join(packageRoot, 'README.md')
writeFileSync(readme, withCodeMap(readFileSync(readme, 'utf8')))
process.stdout.write('README.md\n')
