import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { dirname, extname, join, posix } from 'node:path'
import { fileURLToPath } from 'node:url'
import { packageRoot } from '../../db/package-root.ts'
import { importsOf } from '../../kernel/module-imports.ts'
import { compare } from '../../kernel/order.ts'

/**
 * Where money is decided: a run's lines and payments, the process that works along, what is sent again and in which
 * lines, and the account of what is paid later. Whatever these import decides with them, whichever folder it stands in;
 * the migrations, too, whose triggers and views stand in the way of every row. A version too many costs a calculation.
 */
const ENTRY_POINTS = [
  'src/calculation/engine/calculate-attempt',
  'src/calculation/engine/hand-main',
  'src/reissue/reissuable.store',
  'src/reissue/choose',
  'src/reissue/line-up',
  'src/payment/gather-outgoing.store',
]

const EXTENSION = extname(import.meta.url)
const BUILT = dirname(dirname(dirname(dirname(fileURLToPath(import.meta.url)))))

let remembered: string | undefined

/** Which code computed something: the version, and a digest of the code that decides money, as it stands on disk. */
export function codeRevision(): string {
  remembered ??= revisionOf(BUILT, packageRoot)
  return remembered
}

/** The same of the programme whose `src` stands in one folder and whose `package.json` in another, or in the same. */
export function revisionOf(root: string, home: string): string {
  const { version, dependencies } = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8'))
  const { files, packages } = decidingCode(root)
  const hash = createHash('sha256')
  for (const [file, text] of files) hash.update(`${file}\0${text}\0`)
  for (const name of packages) hash.update(`${name}@${dependencies[name]}\0`)
  return `${version}+${hash.digest('hex').slice(0, 12)}`
}

/** The files that the entry points reach, by their path below the root, with their text; and the packages that these use. */
export function decidingCode(
  root: string,
  extension = EXTENSION,
): { readonly files: Map<string, string>; readonly packages: string[] } {
  const texts = new Map<string, string>()
  const packages = new Set<string>()
  const reached = ENTRY_POINTS.map((entry) => entry + extension)
  for (const file of reached) {
    if (texts.has(file)) continue
    const text = readFileSync(join(root, file), 'utf8')
    texts.set(file, text)
    for (const { of, typesOnly } of importsOf(text)) {
      if (of.startsWith('.') && !typesOnly) reached.push(posix.join(posix.dirname(file), of))
      else if (!of.startsWith('.') && !of.startsWith('node:') && !typesOnly) packages.add(packageOf(of))
    }
  }
  const files = new Map([...texts].sort(([a], [b]) => compare(a, b)))
  return { files, packages: [...packages].sort() }
}

function packageOf(specifier: string): string {
  return specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/')
}
