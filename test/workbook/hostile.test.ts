import { randomBytes } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { strToU8, type Zippable, zipSync } from 'fflate'
import { afterAll, describe, expect, test } from 'vitest'
import { packageRoot } from '../../src/db/package-root.ts'
import { Workbook } from '../../src/workbook/workbook.store.ts'
import { UnreadableWorkbook } from '../../src/workbook/workbook-fault.ts'
import { directoryFault } from '../../src/workbook/zip-directory.ts'

const folder = mkdtempSync(join(tmpdir(), 'huimin-hostile-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const SHEET_TYPE = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml'

interface Parts {
  sheet?: string
  strings?: string
  contentType?: string
  extra?: Zippable
}

/** A workbook of one sheet whose parts a test may spoil. */
function workbookOf({ sheet = '', strings, contentType = SHEET_TYPE, extra = {} }: Parts): Uint8Array {
  const links = `<Relationship Id="rId1" Type="${OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>
    ${strings === undefined ? '' : `<Relationship Id="rId2" Type="${OFFICE}/sharedStrings" Target="strings.xml"/>`}`
  return zipSync({
    '[Content_Types].xml': strToU8(
      `<Types><Override PartName="/xl/workbook.xml" ContentType="${contentType}"/></Types>`,
    ),
    '_rels/.rels': strToU8(
      `<Relationships><Relationship Id="a" Type="${OFFICE}/officeDocument" Target="/xl/workbook.xml"/></Relationships>`,
    ),
    'xl/workbook.xml': strToU8(`<workbook xmlns="${MAIN}"><sheets><sheet name="表" r:id="rId1"/></sheets></workbook>`),
    'xl/_rels/workbook.xml.rels': strToU8(`<Relationships>${links}</Relationships>`),
    'xl/worksheets/sheet1.xml': strToU8(sheet),
    ...(strings === undefined ? {} : { 'xl/strings.xml': strToU8(strings) }),
    ...extra,
  })
}

function sheetOf(rows: string, after = ''): string {
  return `<x:worksheet xmlns:x="${MAIN}"><x:sheetData>${rows}</x:sheetData>${after}</x:worksheet>`
}

let serial = 0
function fileOf(bytes: Uint8Array): string {
  const path = join(folder, `${++serial}.xlsx`)
  writeFileSync(path, bytes)
  return path
}

async function cellsOf(bytes: Uint8Array): Promise<unknown[]> {
  const workbook = await Workbook.open(fileOf(bytes))
  try {
    const found = []
    for await (const { rows } of workbook.read(workbook.sheets[0]!)) for (const { cells } of rows) found.push(...cells)
    return found.map(({ value }) => value)
  } finally {
    workbook.close()
  }
}

async function faultOf(bytes: Uint8Array): Promise<string> {
  const failure = await cellsOf(bytes).catch((error: unknown) => error)
  expect(failure).toBeInstanceOf(UnreadableWorkbook)
  return (failure as UnreadableWorkbook).fault
}

const text = (value: string) => ({ kind: 'text', text: value })

describe('what writers may do', () => {
  test('prefixes, rows and cells without addresses, rich text, escapes, phonetic hints, empty cells', async () => {
    const rows = `<row><c t="s"><v>0</v></c><c t="inlineStr"><is><t>a_x000A_b</t></is></c><c/><c><v> 3 </v></c></row>
      <row r="5"><c r="C5" t="s"><v>1</v></c><c t="str"><v>x&amp;y</v></c><c t="s"><v>2</v></c><c t="e"><v>#N/A</v></c></row>`
    const strings = `<sst><si><r><t>张</t></r><r><t xml:space="preserve"> 三</t></r><rPh><t>zhang</t></rPh></si>
      <si><t>_x005F_x0041_</t></si><si><t></t></si></sst>`
    expect(await cellsOf(workbookOf({ sheet: sheetOf(rows), strings }))).toEqual([
      ...[text('张 三'), text('a\nb'), { kind: 'number', decimal: '3', percent: false }],
      ...[text('_x0041_'), text('x&y'), { kind: 'error', text: '#N/A' }],
    ])
  })

  test('an ISO date of the strict form', async () => {
    const rows = '<row><c t="d"><v>2026-07-01T00:00:00</v></c><c t="d"><v>2026-07-01T08:00:00</v></c></row>'
    expect(await cellsOf(workbookOf({ sheet: sheetOf(rows) }))).toMatchObject([{ day: '2026-07-01' }, { day: null }])
  })
})

describe('what no spreadsheet writes', () => {
  test.each([
    ['entities of its own', `<!DOCTYPE x [<!ENTITY a "b">]>${sheetOf('')}`],
    ['an unknown entity', sheetOf('<row><c t="str"><v>&a;</v></c></row>')],
    ['rows that go back', sheetOf('<row r="2"/><row r="2"/>')],
    ['a row beyond the last', sheetOf('<row r="1048577"/>')],
    ['cells that go back', sheetOf('<row><c r="B1"/><c r="A1"/></row>')],
    ['a column beyond the last', sheetOf('<row><c r="XFE1"/></row>')],
    ['a text that is not there', sheetOf('<row><c t="s"><v>7</v></c></row>')],
    ['a number that is none', sheetOf('<row><c><v>12x</v></c></row>')],
    ['a type that is none', sheetOf('<row><c t="q"><v>1</v></c></row>')],
    ['a text longer than a cell', sheetOf(`<row><c t="inlineStr"><is><t>${'x'.repeat(32_768)}</t></is></c></row>`)],
    ['tags in tags in tags', sheetOf('<a>'.repeat(70) + '</a>'.repeat(70))],
    ['half an XML part', sheetOf('').slice(0, -5)],
    ['no XML at all', 'PK'],
  ])('%s', async (_, sheet) => {
    expect(await faultOf(workbookOf({ sheet }))).toBe('damaged')
  })

  test('another encoding than UTF-8', async () => {
    const bytes = workbookOf({ extra: { 'xl/worksheets/sheet1.xml': Uint8Array.of(0xff, 0xfe, 0x3c, 0) } })
    expect(await faultOf(bytes)).toBe('damaged')
  })

  test.each([
    ['macros by its type', { contentType: 'application/vnd.ms-excel.sheet.macroEnabled.main+xml' }, 'macro'],
    ['macros by their part', { extra: { 'xl/vbaProject.bin': strToU8('x') } }, 'macro'],
    ['a binary workbook', { contentType: 'application/vnd.ms-excel.sheet.binary.macroEnabled.main' }, 'macro'],
    ['the same part twice', { extra: { 'XL/workbook.xml': strToU8('<a/>') } }, 'damaged'],
  ])('%s', async (_, parts, fault) => {
    expect(await faultOf(workbookOf({ sheet: sheetOf(''), ...parts }))).toBe(fault)
  })

  test('a ZIP of something else', async () => {
    expect(await faultOf(zipSync({ 'a.txt': strToU8('示例') }))).toBe('not-a-workbook')
  })
})

describe('bombs', () => {
  test('a sheet that inflates a hundredfold is refused with nothing of it inflated', async () => {
    const bytes = workbookOf({ sheet: sheetOf(`<row><c t="str"><v>${' '.repeat(16 * 1024 * 1024)}</v></c></row>`) })
    const before = process.memoryUsage().arrayBuffers
    expect(await faultOf(bytes)).toBe('inflates-too-much')
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(8 * 1024 * 1024)
  })

  test('a directory that tells a smaller size than there is', async () => {
    const sheet = sheetOf(`<row><c t="inlineStr"><is><t>${'x'.repeat(1000)}</t></is></c></row>`)
    const bytes = Buffer.from(workbookOf({ sheet }))
    const size = Buffer.alloc(4)
    size.writeUInt32LE(Buffer.byteLength(sheet))
    const lie = Buffer.alloc(4)
    lie.writeUInt32LE(100)
    for (let at = bytes.indexOf(size); at >= 0; at = bytes.indexOf(size, at + 1)) lie.copy(bytes, at)
    expect(await faultOf(bytes)).toBe('damaged')
  })

  test('one endless text', async () => {
    const noise = randomBytes(5 * 1024 * 1024).toString('hex')
    expect(await faultOf(workbookOf({ sheet: sheetOf(`<!--${noise}-->`) }))).toBe('damaged')
  })

  const part = { name: 'a', packed: 1, inflated: 1, encrypted: false }
  test.each([
    ['too many parts', 10, Array.from({ length: 5001 }, (_, i) => ({ ...part, name: `${i}` })), 'too-many-parts'],
    ['a file beyond 512 MB', 512 * 1024 * 1024 + 1, [part], 'too-large'],
    [
      'beyond 2 GB in all',
      9,
      [0, 1, 2].map((i) => ({ ...part, name: `${i}`, packed: 1e8, inflated: 8e8 })),
      'inflates-too-much',
    ],
    ['a part with a password', 9, [{ ...part, encrypted: true }], 'encrypted'],
  ] as const)('%s', (_, size, parts, fault) => {
    expect(directoryFault(size, parts)?.fault).toBe(fault)
  })

  test('a ratio that a real sheet can have', () => {
    expect(directoryFault(9, [{ ...part, packed: 1e6, inflated: 9.9e7 }])).toBeNull()
  })
})

describe('damage', () => {
  const good = readFileSync(join(packageRoot, 'fixtures', 'intake', 'members-1904.xlsx'))

  test('cut anywhere, the file is refused', async () => {
    for (let length = 4; length < good.length; length += 61) {
      const failure = await cellsOf(good.subarray(0, length)).catch((error: unknown) => error)
      expect(failure, `cut at ${length}`).toBeInstanceOf(UnreadableWorkbook)
    }
  })

  test('any byte changed, it reads the same or is refused: never anything else', async () => {
    const whole = await cellsOf(good)
    await fc.assert(
      fc.asyncProperty(fc.nat(good.length - 1), fc.integer({ min: 1, max: 255 }), async (at, flip) => {
        const bytes = Buffer.from(good)
        bytes[at] = bytes[at]! ^ flip
        const read = await cellsOf(bytes).catch((error: unknown) => error)
        if (!(read instanceof UnreadableWorkbook)) expect(read).toEqual(whole)
      }),
      { numRuns: 300 },
    )
  })
})
