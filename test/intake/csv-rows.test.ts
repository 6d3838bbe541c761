import { expect, test } from 'vitest'
import { csvRows, UnreadableCsv } from '../../src/intake/csv-rows.ts'
import type { SourceRow } from '../../src/intake/source-row.ts'

async function rowsOf(...pieces: (string | Uint8Array)[]): Promise<SourceRow[]> {
  const rows: SourceRow[] = []
  const chunks = (async function* () {
    for (const piece of pieces) yield typeof piece === 'string' ? Buffer.from(piece) : piece
  })()
  for await (const batch of csvRows(chunks)) rows.push(...batch)
  return rows
}

test('rows carry the physical line on which they start, across mixed line ends, blank lines and quoted line ends', async () => {
  const rows = await rowsOf('\ufeffa,b\r\n1,2\n\n3\n4,5,6\n"x\r\ny",2\r\n7,8')
  expect(rows).toEqual([
    { line: 1, cells: ['a', 'b'] },
    { line: 2, cells: ['1', '2'] },
    { line: 3, cells: [''], fault: 'cell-count' },
    { line: 4, cells: ['3'], fault: 'cell-count' },
    { line: 5, cells: ['4', '5', '6'], fault: 'cell-count' },
    { line: 6, cells: ['x\r\ny', '2'] },
    { line: 8, cells: ['7', '8'] },
  ])
})

test('a stray quote spoils its own row only, and once', async () => {
  const rows = await rowsOf('a,b\n1,x"y"z\n3,4\nx"y\n5,6\n1,2,x"y\n7,8\n')
  expect(rows.map(({ line, fault }) => [line, fault])).toEqual([
    [1, undefined],
    [2, 'quote-inside'],
    [3, undefined],
    [4, 'quote-inside'],
    [5, undefined],
    [6, 'quote-inside'],
    [7, undefined],
  ])
})

test.each([
  ['a quote that is never closed', 'a,b\n1,2\n1,"xy\n3,4\n', 'quote-open', 3],
  ['text after a closing quote', 'a,b\n1,"xy"z\n3,4\n', 'quote-closing', 2],
  ['a row longer than any of ours', `a,b\n1,"${'x'.repeat(70_000)}\n3,4\n`, 'too-long', 2],
])('%s makes the file unreadable from there on', async (_, text, fault, line) => {
  const failure = await rowsOf(text).catch((error: unknown) => error)
  expect(failure).toBeInstanceOf(UnreadableCsv)
  expect(failure).toMatchObject({ fault, line })
})

test('wherever the bytes are cut, the rows are the same', async () => {
  const bytes = Buffer.from('家庭,姓名\r\n1,"张,三"\r\n2,李四\n')
  const whole = await rowsOf(bytes)
  for (let cut = 0; cut <= bytes.length; cut++) {
    expect(await rowsOf(bytes.subarray(0, cut), bytes.subarray(cut))).toEqual(whole)
  }
})

test('no bytes, no rows; a lone carriage return stays in its cell', async () => {
  expect(await rowsOf()).toEqual([])
  expect(await rowsOf('a,b\r1,2')).toEqual([{ line: 1, cells: ['a', 'b\r1', '2'] }])
})
