import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, expect, test } from 'vitest'
import { packageRoot } from '../../src/db/package-root.ts'

const folder = mkdtempSync(join(tmpdir(), 'huimin-large-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** The rows alone would take some 150 MiB if they were kept; with more than this heap the process would be ended. */
const HEAP_MIB = 48

test('a workbook of 100,000 rows is written and read in memory that does not grow with it', {
  timeout: 180_000,
}, async () => {
  const child = join(packageRoot, 'test', 'workbook', 'large-child.mjs')
  const args = [
    `--max-old-space-size=${HEAP_MIB}`,
    child,
    join(packageRoot, 'dist'),
    join(folder, '明细.xlsx'),
    '100000',
  ]
  const { stdout } = await promisify(execFile)(process.execPath, args)
  const { read, peakMiB } = JSON.parse(stdout)
  expect(read).toBe(100_001) // the header too
  expect(peakMiB).toBeLessThan(220)
})
