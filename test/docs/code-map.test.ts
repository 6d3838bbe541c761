import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { packageRoot } from '../../src/db/package-root.ts'
import { levelsOf, roomImports, withCodeMap } from '../../src/docs/code-map.ts'

const readme = readFileSync(join(packageRoot, 'README.md'), 'utf8')

test('the README’s rooms are those of src; when they are not: npm run docs', () => {
  expect(withCodeMap(readme)).toBe(readme)
})

test('a room that imports another stands on a later level', () => {
  const rooms = roomImports()
  const before = levelsOf(rooms)
  expect(before.startsWith('kernel ← ')).toBe(true)
  expect(before.endsWith(' ← cli')).toBe(true)
  const moved = levelsOf(new Map(rooms).set('files', new Set(['db'])))
  expect(moved).not.toBe(before)
})

test('the map needs its marks', () => {
  expect(() => withCodeMap('# huimin')).toThrow('README.md lacks')
})
