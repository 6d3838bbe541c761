import fc from 'fast-check'
import { expect, test } from 'vitest'
import { csvRows, UnreadableCsv } from '../../src/intake/csv-rows.ts'
import { plainRows } from '../../src/intake/plain-rows.ts'
import type { SourceRow } from '../../src/intake/source-row.ts'

type Reading = typeof csvRows

async function rowsBy(reading: Reading, bytes: Uint8Array, cuts: readonly number[] = []): Promise<SourceRow[]> {
  const places = [0, ...cuts.map((cut) => Math.min(cut, bytes.length)).sort((a, b) => a - b), bytes.length]
  const chunks = (async function* () {
    for (let i = 1; i < places.length; i++) yield bytes.subarray(places[i - 1], places[i])
  })()
  const rows: SourceRow[] = []
  for await (const batch of reading(chunks)) rows.push(...batch)
  return rows
}

const texts = fc
  .array(fc.constantFrom('张', 'a', ' ', ',', ',', '\n', '\r\n', '\r', '€', '𠮷'), { maxLength: 60 })
  .map((pieces) => pieces.join(''))

test('without a quote the rows are those of the full reading, wherever the bytes are cut', async () => {
  const property = fc.asyncProperty(
    texts,
    fc.boolean(),
    fc.array(fc.nat(80), { maxLength: 4 }),
    async (text, mark, cuts) => {
      const bytes = Buffer.from(`${mark ? '\ufeff' : ''}${text}`)
      expect(await rowsBy(plainRows, bytes, cuts)).toEqual(await rowsBy(csvRows, bytes))
    },
  )
  await fc.assert(property, { numRuns: 500 })
})

test.each([
  ['in the middle', `a,b\n1,2\n${'x'.repeat(70_000)}\n3,4\n`, 3],
  ['at the end', `a,b\n${'x'.repeat(70_000)}`, 2],
])('a row longer than any of ours %s makes the file unreadable from there on', async (_, text, line) => {
  const failure = await rowsBy(plainRows, Buffer.from(text)).catch((error: unknown) => error)
  expect(failure).toBeInstanceOf(UnreadableCsv)
  expect(failure).toMatchObject({ fault: 'too-long', line })
})
