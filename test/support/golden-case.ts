import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse as parseCsv } from 'csv-parse/sync'
import { parse as parseYaml } from 'yaml'
import { packageRoot } from '../../src/db/package-root.ts'

/** A row of a case's CSV file by its Chinese column names. */
export type GoldenRow = Readonly<Record<string, string>>

/** A folder of `fixtures/golden`: what is given, and what a person worked out from it by hand. */
export interface GoldenCase {
  readonly name: string
  readonly title: string
  readonly county: string
  readonly month: string
  /** `price` where `month` is the index month of a price run; a regular month where it is not said. */
  readonly kind?: 'price'
  /** The month of the county's first regular run, where that is not `month` itself. */
  readonly firstMonth?: string
  /** Who worked the expected figures out, and from what. */
  readonly worked: string
  readonly policies: readonly string[]
  /** Files to import, in their order: the kinds, then what is imported later (`收入-2.csv`). */
  readonly imports: readonly { readonly kind: string; readonly path: string }[]
  readonly lines: readonly GoldenRow[]
  readonly exceptions: readonly GoldenRow[]
}

const folder = join(packageRoot, 'fixtures', 'golden')
const KINDS = {
  家庭: 'households',
  成员: 'members',
  收入: 'incomes',
  待遇: 'enrolments',
  账户: 'accounts',
  价格指数: 'indices',
}

/** Every case, in the order of the folders' names. */
export function goldenCases(): GoldenCase[] {
  return readdirSync(folder).sort().map(readCase)
}

function readCase(name: string): GoldenCase {
  const path = join(folder, name)
  const about = parseYaml(readFileSync(join(path, 'case.yaml'), 'utf8'))
  return {
    ...about,
    name,
    policies: readdirSync(path)
      .filter((file) => /^政策.*\.yaml$/.test(file))
      .map((file) => join(path, file)),
    imports: ['', '-2'].flatMap((suffix) => importsOf(path, suffix)),
    lines: rowsOf(join(path, 'expected-lines.csv')),
    exceptions: rowsOf(join(path, 'expected-exceptions.csv')),
  }
}

function importsOf(path: string, suffix: string): GoldenCase['imports'] {
  return Object.entries(KINDS)
    .map(([chinese, kind]) => ({ kind, path: join(path, `${chinese}${suffix}.csv`) }))
    .filter((file) => existsSync(file.path))
}

function rowsOf(path: string): GoldenRow[] {
  return parseCsv(readFileSync(path), { bom: true, columns: true })
}
