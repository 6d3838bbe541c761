import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { strFromU8, unzipSync } from 'fflate'
import { afterAll, expect, test } from 'vitest'
import type { CellValue } from '../../src/workbook/cell-value.ts'
import { columnWidths, widthsForSums } from '../../src/workbook/column-widths.ts'
import type { SheetToWrite, TableSheet } from '../../src/workbook/table-sheet.ts'
import { Workbook } from '../../src/workbook/workbook.store.ts'
import { writeWorkbook } from '../../src/workbook/write-workbook.ts'

const folder = mkdtempSync(join(tmpdir(), 'huimin-write-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
let serial = 0

async function bytesOf(sheets: readonly SheetToWrite[], rowsASheet?: number): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  for await (const chunk of writeWorkbook(sheets, rowsASheet)) chunks.push(chunk)
  return Buffer.concat(chunks)
}

function partsOf(bytes: Uint8Array): Record<string, string> {
  return Object.fromEntries(Object.entries(unzipSync(bytes)).map(([name, part]) => [name, strFromU8(part)]))
}

/** What stands in each sheet, read back by the reader: text as text, numbers as their digits. */
async function readBack(bytes: Uint8Array): Promise<Record<string, (string | number)[][]>> {
  const path = join(folder, `${++serial}.xlsx`)
  writeFileSync(path, bytes)
  const workbook = await Workbook.open(path)
  const found: Record<string, (string | number)[][]> = {}
  for (const sheet of workbook.sheets) {
    found[sheet.name] = []
    for await (const { rows } of workbook.read(sheet))
      for (const { cells } of rows) found[sheet.name]!.push(cells.map(({ value }) => shown(value)))
  }
  workbook.close()
  return found
}

function shown(value: CellValue): string | number {
  if (value.kind === 'number') return Number(value.decimal)
  if (value.kind === 'text') return value.text
  throw new Error(`a ${value.kind} was written`)
}

const COLUMNS: TableSheet['columns'] = [
  { title: '身份证号', kind: 'text' },
  { title: '笔数', kind: 'count' },
  { title: '金额', kind: 'money' },
]

test('ID numbers and whatever looks like a formula stay text, yuan and counts are numbers', async () => {
  const rows = [
    ['371302197002030015', '12', '1346.00'],
    ['=1+1', '', '-0.05'],
    ['007', '(无)', '12345678901234.56'], // beyond what a number of a spreadsheet holds
  ]
  const table = { name: '明细', heading: [['示例清册'], ['单位:元']], columns: COLUMNS, rows: [rows] }
  const bytes = await bytesOf([{ ...table, totals: () => [['合计', '12', '1345.95']] }])
  expect(await readBack(bytes)).toEqual({
    明细: [
      ...[['示例清册'], ['单位:元'], ['身份证号', '笔数', '金额']],
      ['371302197002030015', 12, 1346],
      ['=1+1', -0.05],
      ['007', '(无)', '12345678901234.56'],
      ['合计', 12, 1345.95],
    ],
  })
  const sheet = partsOf(bytes)['xl/worksheets/sheet1.xml']!
  expect(sheet).toContain('<v>1346.00</v>') // digit for digit
  expect(sheet).not.toContain('<f>')
  expect(sheet).toContain('<pane ySplit="3" topLeftCell="A4" activePane="bottomLeft" state="frozen"/>')
  expect(sheet).toContain('<pageSetup paperSize="9" orientation="landscape" fitToWidth="1" fitToHeight="0"/>')
  expect(partsOf(bytes)['xl/workbook.xml']).toContain("'明细'!$3:$3</definedName>")
})

test('every text comes back as it was', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.string({ unit: 'binary', minLength: 1 }), { minLength: 1 }), async (texts) => {
      const columns = [{ title: '文', kind: 'text' as const }]
      const read = await readBack(await bytesOf([{ name: '表', columns, rows: [texts.map((text) => [text])] }]))
      expect(read.表!.slice(1).map(([text]) => text)).toEqual(texts)
    }),
    { numRuns: 50 },
  )
})

test('the bytes depend on the rows alone: not on how they arrive, nor on the time zone', async () => {
  const rows = Array.from({ length: 3000 }, (_, i) => [`${i}`, `${i}`, `${i}.${10 + (i % 90)}`])
  const chart = { title: '图', over: '乡', categories: ['甲'], series: [{ name: '额', values: ['1.00'] }] }
  const of = (batches: TableSheet['rows']): SheetToWrite[] => [
    { name: '表', columns: COLUMNS, rows: batches },
    { name: '图', charts: [chart] },
  ]
  const whole = await bytesOf(of([rows]))
  const single = await bytesOf(of(rows.map((row) => [row])))
  expect(single.equals(whole)).toBe(true)
  const before = process.env.TZ
  process.env.TZ = 'America/Los_Angeles'
  expect((await bytesOf(of([rows]))).equals(whole)).toBe(true)
  process.env.TZ = before
  expect(whole.subarray(0, 4).toString('hex')).toBe('504b0304')
})

test('what does not fit one sheet goes on in the next, header and all; totals come once', async () => {
  const rows = Array.from({ length: 25 }, (_, i) => [`${i}`, '1', '1.00'])
  const totals = () => [['合计', '25', '25.00']]
  const read = await readBack(await bytesOf([{ name: '表', columns: COLUMNS, rows: [rows], totals }], 10))
  expect(Object.entries(read).map(([name, found]) => [name, found.length])).toEqual([
    ['表', 11],
    ['表(2)', 11],
    ['表(3)', 7],
  ])
  expect(Object.values(read).every(([header]) => header!.join() === '身份证号,笔数,金额')).toBe(true)
})

test('sheets get names that a workbook takes', async () => {
  const names = ['对账/汇总', '对账/汇总', `'${'长'.repeat(40)}`, '']
  const bytes = await bytesOf(names.map((name) => ({ name, columns: COLUMNS, rows: [] })))
  expect(Object.keys(await readBack(bytes))).toEqual(['对账 汇总', '对账 汇总(2)', '长'.repeat(31), '表'])
})

test('columns are as wide as their Chinese', () => {
  expect(
    columnWidths(
      [
        ['项目', 'a'],
        ['困难残疾人生活补贴', ''],
      ],
      2,
    ),
  ).toEqual([20.5, 6])
  expect(columnWidths([['长'.repeat(100)]], 1)).toEqual([48])
})

test('a column has room for its sum, and a text that is too wide takes several lines', async () => {
  const columns = [...COLUMNS, { title: '说明', kind: 'text' as const }]
  expect(widthsForSums([20, 6, 9.5, 48], columns)).toEqual([20, 9, 15, 48])
  expect(widthsForSums([20, 8, 14, 48], columns)).toEqual([20, 10, 18, 48])
  const long = '银行返回的账号与代发的不同,请查明。'.repeat(3)
  const bytes = await bytesOf([{ name: '表', columns, rows: [[['1', '1', '1.00', long]]], totals: () => [['合计']] }])
  const sheet = strFromU8(unzipSync(bytes)['xl/worksheets/sheet1.xml']!)
  expect(sheet).toMatch(/<row r="2" ht="42" customHeight="1">.*<c r="D2" s="9" t="inlineStr">/)
  expect(sheet).toContain('<row r="3">')
  expect([...sheet.matchAll(/<col [^>]*width="([\d.]+)"/g)].map(([, width]) => Number(width))).toEqual([
    10.5, 9, 15, 48,
  ])
})

test('a picture refers to the figures beside it, and carries them', async () => {
  const charts = [
    {
      title: '各乡镇 <核定>',
      over: '乡镇',
      categories: ['甲乡', '乙镇'],
      series: [
        { name: '核定金额', values: ['1346.00', '20.05'] },
        { name: '成功金额', values: ['1346.00', '-1.00'] },
      ],
    },
  ]
  const bytes = await bytesOf([{ name: '图 1', charts: [...charts, ...charts] }])
  const parts = partsOf(bytes)
  expect(Object.keys(parts).filter((name) => name.includes('chart'))).toEqual([
    'xl/charts/chart1.xml',
    'xl/charts/chart2.xml',
  ])
  expect(parts['xl/charts/chart1.xml']).toContain("<c:f>'图 1'!$C$3:$C$4</c:f>")
  expect(parts['xl/charts/chart1.xml']).toContain('<c:v>1346.00</c:v>')
  expect(parts['xl/charts/chart1.xml']).toContain('各乡镇 &lt;核定&gt;')
  const [rows] = Object.values(await readBack(bytes))
  expect(rows!.slice(0, 4)).toEqual([
    ['各乡镇 <核定>'],
    ['乡镇', '核定金额', '成功金额'],
    ['甲乡', 1346, 1346],
    ['乙镇', 20.05, -1],
  ])
})
