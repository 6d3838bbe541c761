import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { packageRoot } from '../../src/db/package-root.ts'
import { docsFiles } from '../../src/docs/docs-files.ts'
import { isParameter } from '../../src/policy/parameter-definitions.ts'
import { RULEBOOK } from '../../src/rules/rulebook.ts'

const RULES = join(packageRoot, 'src', 'rules')

/** Every exported rule of a folder as `file id`, whichever way the rule was made. */
async function rulesUnder(folder: string): Promise<string[]> {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'))
  const found = names.map(async (name) => {
    const exported: unknown[] = Object.values(await import(join(folder, name)))
    return exported.filter(isRule).map(({ id }) => `src/rules/${name.replaceAll('\\', '/')} ${id}`)
  })
  return (await Promise.all(found)).flat().sort()
}

function isRule(value: unknown): value is { id: string } {
  return typeof value === 'object' && value !== null && 'id' in value && 'editions' in value
}

describe('the rulebook', () => {
  it('lists every rule with the file that holds it (a new one: add a line in src/rules/rulebook.ts)', async () => {
    expect(RULEBOOK.map(({ rule, file }) => `${file} ${rule.id}`).sort()).toEqual(await rulesUnder(RULES))
  })

  it.each(RULEBOOK.map((listed) => [listed.rule.id, listed] as const))('%s has a test', (_, { test }) => {
    expect(existsSync(join(packageRoot, test)) && test).toBe(test)
  })

  it.each(RULEBOOK.map(({ rule }) => [rule.id, rule] as const))('%s cites parameters, editions in order', (_, rule) => {
    const months = rule.editions.map(({ from }) => from)
    expect(months).toEqual([...new Set(months)].sort())
    expect(months.length).toBeGreaterThan(0)
    expect(rule.editions.flatMap(({ cites }) => cites).filter((name) => !isParameter(name))).toEqual([])
  })

  it('has no two rules of one id', () => {
    expect(new Set(RULEBOOK.map(({ rule }) => rule.id)).size).toBe(RULEBOOK.length)
  })
})

describe('the generated documents', () => {
  it.each(docsFiles().map(({ name, text }) => [name, text] as const))(
    'docs/%s is what rules and documents say; when it is not: npm run docs',
    (name, text) => {
      const path = join(packageRoot, 'docs', name)
      expect(existsSync(path) ? readFileSync(path, 'utf8') : '', `docs/${name} 已过时,请运行 npm run docs`).toBe(text)
    },
  )

  it('link only to files that exist', () => {
    const links = docsFiles().flatMap(({ text }) => [...text.matchAll(/\]\(\.\.\/([^)]+)\)/g)].map(([, path]) => path!))
    expect(links.length).toBeGreaterThan(50)
    expect(links.filter((path) => !existsSync(join(packageRoot, decodeURIComponent(path))))).toEqual([])
  })
})
