import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { checkPolicies } from '../../../src/app/policy/policy-check.ts'
import { SAMPLE_POLICY } from '../../support/sample-county.ts'

const folder = mkdtempSync(join(tmpdir(), 'policy-check-'))
afterAll(() => rmSync(folder, { recursive: true }))

test('a good document is counted, without a database', () => {
  const { documents, values, problems } = checkPolicies([SAMPLE_POLICY])
  expect(problems).toEqual([])
  expect(documents).toHaveLength(1)
  expect(values).toBeGreaterThan(0)
})

test('a bad one is told with file and line, and the good one beside it still counts', () => {
  const bad = join(folder, '坏.yaml')
  writeFileSync(bad, 'document: 示例\ntitle: 3\n')
  const { documents, problems } = checkPolicies([SAMPLE_POLICY, bad])
  expect(documents).toHaveLength(1)
  expect(problems.length).toBeGreaterThan(0)
  expect(problems.every(({ file }) => file?.endsWith('坏.yaml'))).toBe(true)
})
