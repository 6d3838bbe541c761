import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { packageRoot } from '../../db/package-root.ts'

/** What decides amounts; the rest of the programme may change without changing a line. */
const DECIDING = ['kernel', 'policy', 'rules', 'registry', 'calculation']

let remembered: string | undefined

/** Which code computed something: the version, and a digest of the code that decides amounts, as it stands on disk. */
export function codeRevision(): string {
  remembered ??= `${version()}+${digest()}`
  return remembered
}

function version(): string {
  return JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8')).version
}

function digest(): string {
  const source = dirname(dirname(dirname(fileURLToPath(import.meta.url))))
  const hash = createHash('sha256')
  for (const folder of DECIDING) {
    const files = readdirSync(join(source, folder), { recursive: true, encoding: 'utf8' })
    for (const file of files.filter((name) => /\.[jt]s$/.test(name)).sort()) {
      hash.update(readFileSync(join(source, folder, file)))
    }
  }
  return hash.digest('hex').slice(0, 12)
}
