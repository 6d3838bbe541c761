import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import { stringify } from 'csv-stringify/sync'
import { expect, test } from 'vitest'
import { listExceptions } from '../../src/app/inquiry/run-report.ts'
import { eachBenefitLine, writeBenefitLines } from '../../src/app/reconcile/lines.ts'
import { Refused } from '../../src/kernel/refusal.ts'
import { inertText, reportLines } from '../../src/kernel/report-csv.ts'
import { testDatabase } from '../support/database.ts'
import { Payroll } from '../support/payroll.ts'

const database = await testDatabase()
const payroll = await new Payroll(database).start()
const auditor = payroll.as('审计')
await payroll.account({ owner: 'B', holder: '示例户名B' })
await payroll.member('H2', 'A')
await payroll.member('H2', 'C')
const run = await payroll.approved([
  { payee: 'A', household: 'H2', persons: 3, amountFen: 134580, area: '371302001002' },
  { payee: 'A', household: 'H2', person: 'C', component: 'classified-supplement', standardFen: null, amountFen: 18600 },
  { payee: 'B', household: 'H1', amountFen: 5000, month: '2026-05', type: 'arrears' },
  { payee: 'B', household: 'H1', amountFen: -1000, month: '2026-06', type: 'recovery' },
  { payee: 'B', household: 'H1', amountFen: 64000 },
])

async function written(name: string, unmask: boolean) {
  const path = join(payroll.folder, name)
  const result = await writeBenefitLines(auditor, run.number, path, { unmask })
  return { result, rows: parse(readFileSync(path, 'utf8'), { bom: true, columns: true }) as Record<string, string>[] }
}

test('发放明细 has its columns, order, names and two decimals', async () => {
  const { result, rows } = await written('明细.csv', false)
  expect(result).toEqual({ run: run.number, lines: 5, totalFen: 221180n })
  expect(Object.keys(rows[0]!).join()).toBe(
    '批次号,行号,县区,乡镇,村,家庭编号,姓名,身份证号,项目,组成,享受月份,类型,人数,标准,算式,依据,金额',
  )
  expect(
    rows.map((r) => `${r.行号} ${r.家庭编号} ${r.姓名} ${r.组成} ${r.享受月份} ${r.类型} ${r.标准} ${r.金额}`),
  ).toEqual([
    '1 H1 示例户名B top-up 2026-05 补发 620.00 50.00',
    '2 H1 示例户名B top-up 2026-06 追回 620.00 -10.00',
    '3 H1 示例户名B top-up 2026-07 正常 620.00 640.00',
    '4 H2 示例A top-up 2026-07 正常 620.00 1345.80',
    '5 H2 示例C classified-supplement 2026-07 正常  186.00',
  ])
  expect(rows[3]).toMatchObject({
    批次号: run.number,
    县区: '371302',
    乡镇: '371302001',
    村: '371302001002',
    项目: '城市低保',
    人数: '3',
  })
  expect(rows.every(({ 身份证号 }) => /^3713\*{10}[\dX]{4}$/.test(身份证号!))).toBe(true)
})

test('numbers in clear only when asked for, and on record', async () => {
  const { rows } = await written('明文.csv', true)
  expect(rows[3]!.身份证号).toBe(payroll.ids.get('A'))
  const audit = await database.pool.query("SELECT actor, detail FROM audit WHERE action = 'lines.unmask'")
  expect(audit.rows).toEqual([{ actor: '审计', detail: run.number }])
})

test('writing again changes nothing; other bytes are not overwritten', async () => {
  await written('再.csv', false)
  await written('再.csv', false)
  await expect(written('再.csv', true)).rejects.toBeInstanceOf(Refused)
})

test('a run that has not been calculated has no lines', async () => {
  const open = await payroll.open('2026-09')
  const path = join(payroll.folder, '无.csv')
  const error = await writeBenefitLines(auditor, open.number, path, {}).catch((thrown: unknown) => thrown)
  expect((error as Refused).problems).toMatchObject([{ code: 'lines.not-calculated' }])
  expect(existsSync(path)).toBe(false)
})

test('nor is an empty list of exceptions shown for it, as though everybody were paid', async () => {
  const open = await payroll.open('2026-09')
  const error = await listExceptions(auditor, open.number).catch((thrown: unknown) => thrown)
  expect((error as Refused).problems).toMatchObject([{ code: 'exceptions.not-calculated' }])
})

test('lines come in batches after their header', async () => {
  const seen: string[][] = []
  await eachBenefitLine(auditor, run.number, {}, (cells) => {
    seen.push(...cells.map((line) => [...line]))
  })
  expect(seen).toHaveLength(6)
  expect(seen[0]![0]).toBe('批次号')
})

test.each([
  ['=SUM(A1)', "'=SUM(A1)"],
  ['+1', "'+1"],
  ['-1', "'-1"],
  ['@x', "'@x"],
  ['=1', "'=1"],
  ['(620.00-215.50)×3', '(620.00-215.50)×3'],
  ['王=示例', '王=示例'],
])('%j stands in a report as %j', (text, inert) => {
  expect(inertText(text)).toBe(inert)
})

test('a report line quotes what needs quotes', () => {
  const rows = [
    ['a', '说"是"', 'b,c', ''],
    ['', '-1.00', ' d ', ''],
    ['两\n行', '\r', '', 'e;f'],
  ]
  expect(reportLines(rows)).toBe('a,"说""是""","b,c",\r\n,-1.00, d ,\r\n"两\n行","\r",,e;f\r\n')
  expect(reportLines(rows)).toBe(stringify(rows, { record_delimiter: '\r\n', quote_record_delimiter: true }))
})
