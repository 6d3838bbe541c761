import { linkSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { withFileLock } from '../../src/db/file-lock.ts'

const folder = mkdtempSync(join(tmpdir(), 'huimin-lock-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('a lock left by a dead process of our own number is taken over', async () => {
  const path = join(folder, 'lock')
  writeFileSync(`${path}.${process.pid}`, `${process.pid}:1`)
  linkSync(`${path}.${process.pid}`, path) // killed between the two, as happens where every process has the same number
  expect(await withFileLock(path, async () => 'done')).toBe('done')
})
