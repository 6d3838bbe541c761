import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { describe, expect, test } from 'vitest'
import { packageRoot } from '../src/db/package-root.ts'
import { filesImportedBy } from '../src/docs/code-map.ts'
import { ROOMS } from '../src/docs/rooms.ts'

/** Imports point one way: each folder may import those before it. */
const ORDER = ROOMS.map(({ name }) => name)

const IMPURE_PLACES =
  /^src\/(files|db|access|admin|app|docs|clock|cli)\/|^src\/(demo\/play|calculation\/engine)\/|^src\/kernel\/shanghai-time\.ts$|\.store\.ts$/
const IMPURE =
  /from 'node:(fs|fs\/promises|net|child_process|os)'|from 'pg'|new Date\(|Date\.now\(|Math\.random|randomUUID|randomBytes|console\./
/** What asks the database: a bare query, a builder, or the tag of a statement. */
const QUERY = /\.query\(|\b(selectFrom|insertInto|updateTable|deleteFrom)\(|\bsql(<[^`]*>)?`/
/** Where only stores ask the database: everywhere but in the room of the database itself. */
const ASKED_IN_STORES = /^src\/(?!db\/)/
const LONGEST_FILE = 250
const SENTENCE = String.raw`(?:\w+!?\??\.|\b)(?:\w+_)?(?:formula|basis|Formula|Basis)\b[!?]?`
/** Taking a sentence apart or looking into it, in TypeScript and in SQL; putting one together or comparing whole ones is fine. */
const READS_A_SENTENCE = [
  String.raw`${SENTENCE}\??\.(?:split|match|matchAll|replace|replaceAll|slice|substring|search|includes|indexOf|lastIndexOf|startsWith|endsWith|at|charAt)\(`,
  String.raw`\.(?:exec|test)\(${SENTENCE}`,
  String.raw`\b(?:substring|substr|split_part|left|right|strpos|position|regexp_\w+|string_to_array|overlay)\(\s*${SENTENCE}`,
  String.raw`${SENTENCE}\}?\s+(?:!?~\*?\s|(?:NOT\s+)?(?:I?LIKE|SIMILAR)\b)`,
].map((pattern) => new RegExp(pattern))

/** Written by people; what `npm run schema` writes is read by nobody. */
const files = sourcesIn(join(packageRoot, 'src')).map((path) => ({
  name: relative(packageRoot, path).replaceAll('\\', '/'),
  text: readFileSync(path, 'utf8'),
}))

describe('structure', () => {
  test('every folder of src has its place in the order', () => {
    const folders = new Set(files.map(({ name }) => name.split('/')[1]!))
    expect([...folders].sort()).toEqual([...ORDER].sort())
  })

  test('imports point one way', () => {
    const wrong = files.flatMap(({ name, text }) => {
      const rank = ORDER.indexOf(name.split('/')[1]!)
      return importedFolders(name, text)
        .filter((folder) => ORDER.indexOf(folder) > rank)
        .map((folder) => `${name} imports ${folder}`)
    })
    expect(wrong).toEqual([])
  })

  test('no files import each other in a ring', () => {
    expect(filesInRings(new Map(files.map(({ name, text }) => [name, filesImportedBy(name, text)])))).toEqual([])
  })

  test('only stores, db, app and cli touch files, the clock, chance or the database', () => {
    const impure = files.filter(({ name, text }) => !IMPURE_PLACES.test(name) && IMPURE.test(text))
    expect(impure.map(({ name, text }) => `${name}: ${IMPURE.exec(text)?.[0]}`)).toEqual([])
  })

  test('only stores ask the database, and no step of the month does', () => {
    const asking = files.filter(({ text }) => QUERY.test(text)).map(({ name }) => name)
    const wrong = asking.filter((name) => ASKED_IN_STORES.test(name) && !name.endsWith('.store.ts'))
    expect([...wrong, ...asking.filter((name) => name.startsWith('src/app/'))]).toEqual([])
  })

  test('a bare query, whose rows nobody types, or a value written into its text stands in no store', () => {
    const bare = files.filter(
      ({ name, text }) => ASKED_IN_STORES.test(name) && /\.query[<(]|\btextForCopy\(/.test(text),
    )
    expect(bare.map(({ name }) => name)).toEqual([])
  })

  test('rules do not know the registry', () => {
    const knowing = files.filter(({ name, text }) => name.startsWith('src/rules/') && text.includes('/registry/'))
    expect(knowing.map(({ name }) => name)).toEqual([])
  })

  test(`no file is longer than ${LONGEST_FILE} lines`, () => {
    const long = files.filter(({ text }) => text.split('\n').length > LONGEST_FILE + 1)
    expect(long.map(({ name }) => name)).toEqual([])
  })

  test('nothing reads 算式 or 依据 back: what a line used is kept as data', () => {
    const reading = files.flatMap(({ name, text }) =>
      READS_A_SENTENCE.filter((pattern) => pattern.test(text)).map((pattern) => `${name}: ${pattern.exec(text)?.[0]}`),
    )
    expect(reading).toEqual([])
  })

  test('money never passes through a float', () => {
    const floats = files.filter(({ text }) => /parseFloat|\.toNumber\(/.test(text))
    expect(floats.map(({ name }) => name)).toEqual([])
  })

  test('what sorts says 0 of equals', () => {
    const never = files.filter(({ name, text }) => name !== 'src/kernel/order.ts' && /\? (-1 : 1|1 : -1)\b/.test(text))
    expect(never.map(({ name }) => name)).toEqual([])
  })
})

function sourcesIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return sourcesIn(path)
    return entry.name.endsWith('.ts') && !entry.name.endsWith('.generated.ts') ? [path] : []
  })
}

function importedFolders(name: string, text: string): string[] {
  const imports = filesImportedBy(name, text)
  return imports.filter((path) => path.startsWith('src/')).map((path) => path.split('/')[1]!)
}

/** What is left once files are taken away that import none of those left, and files that none of those left imports. */
function filesInRings(imports: Map<string, readonly string[]>): string[] {
  const left = new Map(imports)
  for (let before = -1; before !== left.size; ) {
    before = left.size
    const imported = new Set([...left.values()].flat())
    for (const [name, of] of left) if (!imported.has(name) || !of.some((other) => left.has(other))) left.delete(name)
  }
  return [...left.keys()]
}
