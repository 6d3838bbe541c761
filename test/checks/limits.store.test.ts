import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { homeLimits } from '../../src/checks/limits.store.ts'
import { Refused } from '../../src/kernel/refusal.ts'

const home = mkdtempSync(join(tmpdir(), 'limits-'))
afterAll(() => rmSync(home, { recursive: true }))

test('a home without a file limits nothing', () => {
  expect(homeLimits(home)).toEqual({})
})

test('one that is no text is refused, not taken for none', () => {
  writeFileSync(join(home, 'checks.yaml'), Buffer.from([0xff, 0xfe, 0x00]))
  expect(() => homeLimits(home)).toThrow(Refused)
})
