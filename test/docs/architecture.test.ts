import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { packageRoot } from '../../src/db/package-root.ts'

const text = readFileSync(join(packageRoot, 'docs', 'ARCHITECTURE.md'), 'utf8')
const paths = [...text.matchAll(/`((?:src|test|docs|fixtures|bench|migrations|jobs)\/[^`*\s]+)`/g)].map(
  ([, path]) => path!,
)

test('every path that the architecture names exists', () => {
  expect(paths.length).toBeGreaterThan(30)
  expect(paths.filter((path) => !existsSync(join(packageRoot, path)))).toEqual([])
})

test('a file that it names without a folder stands beside the one named before it', () => {
  const named = [...text.matchAll(/`([\w./-]+\.ts)`/g)].map(([, path]) => path!)
  let folder = ''
  for (const path of named) {
    if (path.includes('/')) folder = path.slice(0, path.lastIndexOf('/'))
    expect(existsSync(join(packageRoot, path.includes('/') ? path : join(folder, path))), path).toBe(true)
  }
})

test('the walk from the command to a stored line is ten files at most', () => {
  const walk = text.split('## From')[1]!.split('\n## ')[0]!
  expect(walk.match(/^\d+\. /gm)).toHaveLength(10)
})
