import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { strFromU8, unzipSync } from 'fflate'
import { afterAll, expect, test } from 'vitest'
import { publishReconciliationWorkbook } from '../../src/reports/reconciliation-workbook.store.ts'
import { Workbook } from '../../src/workbook/workbook.store.ts'

const folder = mkdtempSync(join(tmpdir(), 'huimin-book-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function report(name: string, lines: readonly string[]): string {
  const path = join(folder, name)
  writeFileSync(path, `\ufeff${lines.join('\r\n')}\r\n`)
  return path
}

const SUMMARY = [
  '补贴项目,乡镇,开户银行,核定笔数,核定金额,成功金额,失败金额,差额',
  '城市低保,379901002,示例银行,2,1346.10,1346.00,0.10,0.00',
  '城市低保,379901001,"示例,银行",1,100.00,100.00,0.00,0.00',
  '特困人员,379901002,示例银行,1,900.00,0.00,900.00,0.00',
  '合计,,,4,2346.10,1446.00,900.10,0.00',
]
const UNKNOWN = ['支付编号,乡镇,村,户名,账号,金额', `P1,379901001,"=""379901001001""",'=SUM(A1),****1234,5.00`]
const CHANGES = ['变动,乡镇,项目,上月金额,本月金额,增减', '合计,,,0.00,0.00,0.00']

async function sheetsOf(path: string): Promise<Record<string, unknown[][]>> {
  const workbook = await Workbook.open(path)
  const found: Record<string, unknown[][]> = {}
  for (const sheet of workbook.sheets) {
    found[sheet.name] = []
    for await (const { rows } of workbook.read(sheet)) {
      for (const { cells } of rows)
        found[sheet.name]!.push(cells.map(({ value }) => (value.kind === 'number' ? Number(value.decimal) : value)))
    }
  }
  workbook.close()
  return found
}

const text = (value: string) => ({ kind: 'text', text: value })

test('each report is a sheet that says what its CSV file says, and pictures stand beside their figures', async () => {
  const reports = [report('对账汇总.2.csv', SUMMARY), report('未回盘.csv', UNKNOWN), report('环比变动.csv', CHANGES)]
  const path = await publishReconciliationWorkbook(folder, reports)
  expect(basename(path)).toBe('对账汇总.xlsx')
  const sheets = await sheetsOf(path)
  expect(Object.keys(sheets)).toEqual(['对账汇总', '未回盘', '环比变动', '图'])
  expect(sheets.对账汇总![1]).toEqual([
    ...[text('城市低保'), text('379901002'), text('示例银行')],
    ...[2, 1346.1, 1346, 0.1, 0],
  ])
  expect(sheets.对账汇总!.at(-1)).toEqual([text('合计'), 4, 2346.1, 1446, 900.1, 0])
  expect(sheets.未回盘![1]).toEqual([
    ...[text('P1'), text('379901001'), text('379901001001'), text('=SUM(A1)'), text('****1234')],
    5,
  ])
  expect(sheets.环比变动).toHaveLength(2)
  expect(sheets.图).toEqual([
    [text('各乡镇核定与到账金额(元)')],
    [text('乡镇'), text('核定金额'), text('成功金额'), text('失败金额')],
    [text('379901001'), 100, 100, 0],
    [text('379901002'), 2246.1, 1346, 900.1],
    [text('各补贴项目核定与到账金额(元)')],
    [text('补贴项目'), text('核定金额'), text('成功金额'), text('失败金额')],
    [text('城市低保'), 1446.1, 1446, 0.1],
    [text('特困人员'), 900, 0, 900],
  ])
  const parts = Object.keys(unzipSync(readFileSync(path)))
  expect(parts.filter((name) => name.startsWith('xl/charts/'))).toHaveLength(2)
})

test('each table says above it of what it speaks, and the first one has places to sign', async () => {
  const reports = [report('对账汇总.3.csv', SUMMARY), report('未回盘.2.csv', UNKNOWN)]
  const path = await publishReconciliationWorkbook(join(folder, 'about'), reports, '批次 示例')
  const sheets = await sheetsOf(path)
  expect(sheets.对账汇总!.slice(0, 2)).toEqual([[text('对账汇总')], [text('批次 示例')]])
  expect(sheets.对账汇总![2]).toMatchObject([{ text: expect.stringMatching(/经办.*复核.*日期/) }])
  expect(sheets.未回盘!.slice(0, 2)).toEqual([[text('未回盘')], [text('批次 示例')]])
  expect(sheets.未回盘![2]![0]).toEqual(text('支付编号'))
})

test('no cell acts, and the same reports give the same file', async () => {
  const reports = [report('未回盘.csv', UNKNOWN)]
  const first = await publishReconciliationWorkbook(join(folder, 'a'), reports)
  const again = await publishReconciliationWorkbook(join(folder, 'a'), reports)
  expect(again).toBe(first)
  const sheet = strFromU8(unzipSync(readFileSync(first))['xl/worksheets/sheet1.xml']!)
  expect(sheet).not.toContain('<f')
})

test('a report that is gone is an error, not an empty sheet', async () => {
  await expect(publishReconciliationWorkbook(folder, [join(folder, 'gone.csv')])).rejects.toThrow('ENOENT')
})
