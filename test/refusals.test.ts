import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { describe, expect, test } from 'vitest'
import { packageRoot } from '../src/db/package-root.ts'

const CODE = /^ {2}'([a-z-]+\.[a-z-]+)': [(a-z]/gm

/** Needs a server that has Citus, which nothing here brings. */
const ELSEWHERE = ['database.already-distributed']
/** What stands on a line or in a listing is a reason, and no refusal. */
const REASONS = /\/src\/(rules|calculation)\//
/** A code with its sentence beside it, or words given to a refusal where it is thrown. */
const WORDED = /code: '[a-z-]+\.[a-z-]+',\s+message/

const catalogues = filesIn('src').filter((path) => path.endsWith('refusals.ts'))
const codes = catalogues.flatMap((path) => [...readFileSync(path, 'utf8').matchAll(CODE)].map(([, code]) => code!))
const tests = filesIn('test')
  .filter((path) => path !== import.meta.filename)
  .map((path) => readFileSync(path, 'utf8'))

describe('refusals', () => {
  test('stand in the catalogues of their steps', () => {
    const elsewhere = filesIn('src').filter((path) => !path.endsWith('refusals.ts') && worded(path))
    expect(elsewhere.map((path) => relative(packageRoot, path))).toEqual([])
  })

  test('each code stands in one catalogue', () => {
    expect(codes.filter((code, at) => codes.indexOf(code) !== at)).toEqual([])
    expect(codes.length).toBeGreaterThan(10)
  })

  test('each is provoked by a test', () => {
    expect(
      codes.filter(
        (code) =>
          !ELSEWHERE.includes(code) &&
          !tests.some((text) => text.includes(`'${code}'`) || text.includes(code.replace('.', '\\.'))),
      ),
    ).toEqual([])
  })

  test('nothing is worded twice', () => {
    const wordings = catalogues.flatMap((path) => {
      const text = readFileSync(path, 'utf8')
      return [...text.matchAll(/message:\s+(['`])(.*?)\1,\n/g)].map(([, , words]) => words!)
    })
    expect(wordings.filter((words, at) => wordings.indexOf(words) !== at)).toEqual([])
  })
})

function worded(path: string): boolean {
  const text = readFileSync(path, 'utf8')
  return /new Refused\(\{/.test(text) || (!REASONS.test(path) && WORDED.test(text))
}

function filesIn(folder: string): string[] {
  const all = readdirSync(join(packageRoot, folder), { recursive: true, encoding: 'utf8' })
  return all.filter((name) => name.endsWith('.ts')).map((name) => join(packageRoot, folder, name))
}
