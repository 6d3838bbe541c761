import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { appendOutbox, homeOutbox, readOutbox } from '../../src/payment/outbox.store.ts'

const home = mkdtempSync(join(tmpdir(), 'outbox-'))
afterAll(() => rmSync(home, { recursive: true }))
const path = homeOutbox(home)
const entry = (batch: string) => ({
  ...{ kind: 'batch' as const, run: '371302-202607-R1', batch, file: `${batch}.csv`, rows: 1, totalFen: '10000' },
  ...{ sha256: 'a'.repeat(64), at: '2026-07-08T01:00:00.000Z' },
})

test('the same file is entered once, and each entry vouches for the one before', async () => {
  await appendOutbox(path, [entry('一')])
  await appendOutbox(path, [entry('一'), entry('二')])
  expect(readOutbox(path)).toMatchObject({ entries: [entry('一'), entry('二')], brokenAt: null })
  expect(readFileSync(path, 'utf8').split('\n').filter(Boolean)).toHaveLength(2)
})

test('a line that was changed, or written past the programme, shows', () => {
  const [first] = readFileSync(path, 'utf8').split('\n').filter(Boolean)
  appendFileSync(path, `\n${first}\n`)
  expect(readOutbox(path).brokenAt).not.toBeNull()
})
