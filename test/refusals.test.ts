import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { describe, expect, test } from 'vitest'
import { packageRoot } from '../src/db/package-root.ts'

const CODE = /^ {2}'([a-z-]+\.[a-z-]+)': [(a-z]/gm

/** Rooms whose refusals all stand in a catalogue. */
const IN_ORDER = [
  'files',
  'db',
  'access',
  'policy',
  'run',
  'app/run',
  'app/calculate',
  'app/price',
  'app/policy',
  'app/import',
  'app/export',
  'app/returns',
  'app/reissue',
  'intake',
  'layout',
  'payment',
  'registry',
  'returns',
  'reissue',
  'workbook',
  'kernel',
  'docs',
  'clock',
  'demo',
  'cli',
]
/** A code with its sentence beside it, or words given to a refusal where it is thrown. */
const WORDED = /new Refused\(\{|code: '[a-z-]+\.[a-z-]+',\s+message/

const catalogues = filesIn('src').filter((path) => path.endsWith('refusals.ts'))
const codes = catalogues.flatMap((path) => [...readFileSync(path, 'utf8').matchAll(CODE)].map(([, code]) => code!))
const tests = filesIn('test')
  .filter((path) => path !== import.meta.filename)
  .map((path) => readFileSync(path, 'utf8'))

describe('refusals', () => {
  test('stand in the catalogues of their steps', () => {
    const elsewhere = IN_ORDER.flatMap((room) => filesIn(`src/${room}`)).filter(
      (path) => !/(refusals|\/checks)\.ts$/.test(path) && WORDED.test(readFileSync(path, 'utf8')),
    )
    expect(elsewhere.map((path) => relative(packageRoot, path))).toEqual([])
  })

  test('each code stands in one catalogue', () => {
    expect(codes.filter((code, at) => codes.indexOf(code) !== at)).toEqual([])
    expect(codes.length).toBeGreaterThan(10)
  })

  test('each is provoked by a test', () => {
    expect(
      codes.filter(
        (code) => !tests.some((text) => text.includes(`'${code}'`) || text.includes(code.replace('.', '\\.'))),
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

function filesIn(folder: string): string[] {
  const all = readdirSync(join(packageRoot, folder), { recursive: true, encoding: 'utf8' })
  return all.filter((name) => name.endsWith('.ts')).map((name) => join(packageRoot, folder, name))
}
