import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { exportRun } from '../../../src/app/export/export-run.ts'
import { importReturn } from '../../../src/app/returns/returns-import.ts'
import { loadLayout } from '../../../src/layout/layout.store.ts'
import { paymentNumber } from '../../../src/layout/payment-number.ts'
import { ReturnReader } from '../../../src/layout/return-reader.ts'
import type { CellValue, SheetRow } from '../../../src/workbook/cell-value.ts'
import { WorkbookWriter } from '../../../src/workbook/workbook-writer.ts'
import { testDatabase } from '../../support/database.ts'
import { accountOf, Payroll } from '../../support/payroll.ts'
import { refusedCodes } from '../../support/sent-run.ts'

const payroll = await new Payroll(await testDatabase()).start()
const maker = payroll.as('经办')
for (const owner of 'ABC') await payroll.account({ owner })
const lines = [...'ABC'].map((payee, i) => ({ payee, household: `H${i}`, amountFen: 100_000 + i }))
const HEAD = ['支付编号', '账号', '金额', '结果', '原因']
let months = 0

async function sent(layout: string) {
  const run = await payroll.approved(lines, `20${30 + months}-01`)
  months++
  await exportRun(maker, run.number, { out: join(payroll.folder, run.number), layout })
  return { number: run.number, no: (i: number) => paymentNumber(`R371302${run.month.slice(2, 4)}0101`, i + 1) }
}

/** A workbook as a bank would save it: a title above the header, amounts as numbers, numbers of people as text. */
function workbook(rows: readonly (readonly string[])[], names = ['回盘']): Buffer {
  const writer = new WorkbookWriter()
  for (const name of names) {
    const columns = HEAD.map((title) => ({ title, kind: title === '金额' ? ('money' as const) : ('text' as const) }))
    writer.openTable(
      { name, heading: [['示例银行回盘']], columns },
      HEAD.map(() => 14),
    )
    for (const row of rows) writer.row(row)
    writer.closeTable([])
  }
  writer.finish()
  return Buffer.concat(writer.take())
}

async function bring(number: string, bytes: Buffer, layout?: string) {
  const path = join(payroll.folder, `${number}-${months++}.xlsx`)
  writeFileSync(path, bytes)
  return await importReturn(maker, number, path, layout ? { layout } : {})
}

test('a return that is a workbook applies: paid, failed with its reason, not mentioned', async () => {
  const { number, no } = await sent('yibentong-xlsx')
  const rows = [
    [no(0), accountOf('A'), '1000.00', '成功', ''],
    [no(1), accountOf('B'), '1000.01', '退票', '户名不符'],
    ['合计', '2笔', '2000.01', '', ''],
  ]
  const { figures, news } = await bring(number, workbook(rows))
  expect(news).toBe(2)
  expect([figures.paid.totalFen, figures.failed.totalFen, figures.unknown.totalFen]).toEqual([
    100_000n,
    100_001n,
    100_002n,
  ])
  expect((await bring(number, workbook(rows))).changed).toBe(false)
})

test.each([
  ['a total that differs', [['合计', '1笔', '9.00', '', '']], 'returns.total-differs'],
  ['a count that differs', [['合计', '2笔', '1000.00', '', '']], 'returns.count-differs'],
  [
    'a row after the total',
    [
      ['合计', '1笔', '1000.00', '', ''],
      ['x', '', '', '', ''],
    ],
    'returns.after-total',
  ],
])('%s is refused as in a text', async (_, more, code) => {
  const { number, no } = await sent('yibentong-xlsx')
  const rows = [[no(0), accountOf('A'), '1000.00', '成功', ''], ...more]
  expect(await refusedCodes(bring(number, workbook(rows)))).toContain(code)
})

test('an altered account, a wrong amount and a stranger are found as in a text', async () => {
  const { number, no } = await sent('yibentong-xlsx')
  const rows = [
    [no(0), accountOf('B'), '1000.00', '成功', ''],
    [no(1), accountOf('B'), '100.01', '成功', ''],
    [no(7), accountOf('C'), '1000.02', '成功', ''],
  ]
  expect((await refusedCodes(bring(number, workbook(rows)))).toSorted()).toEqual([
    'returns.account-altered',
    'returns.amount-differs',
    'returns.unknown-reference',
  ])
})

test.each([
  ['cut short', (bytes: Buffer) => bytes.subarray(0, bytes.length / 2), 'returns.workbook-unreadable'],
  ['two sheets', () => workbook([['x', 'x', '1.00', '成功', '']], ['一', '二']), 'returns.sheets'],
])('%s: refused', async (_, change, code) => {
  const { number, no } = await sent('yibentong-xlsx')
  const bytes = workbook([[no(0), accountOf('A'), '1000.00', '成功', '']])
  expect(await refusedCodes(bring(number, change(bytes)))).toEqual([code])
})

test('a layout without a header takes no workbook; one with a header does, whatever it wrote', async () => {
  const tab = await sent('bank-tab')
  const rows = [[tab.no(0), accountOf('A'), '1000.00', '成功', '']]
  expect(await refusedCodes(bring(tab.number, workbook(rows)))).toEqual(['returns.workbook-not-expected'])
  expect((await bring(tab.number, workbook(rows), 'yibentong')).news).toBe(1)
})

const NO = paymentNumber('R371302300101', 1)

/** One row under the header, and the codes of what is wrong with it. */
function codesOf(cells: readonly (CellValue | string)[], hidden = false): string[] {
  const reader = new ReturnReader(loadLayout('yibentong-xlsx').return, '回盘.xlsx')
  const row = (at: number, values: readonly (CellValue | string)[]): SheetRow => ({
    row: at,
    hidden: hidden && at > 1,
    cells: values.flatMap((value, column) =>
      value === '' ? [] : [{ column, value: typeof value === 'string' ? { kind: 'text', text: value } : value }],
    ),
  })
  reader.readSheetRow(row(1, HEAD))
  reader.readSheetRow(row(2, cells))
  return reader.problems.list().map(({ code, column }) => (column ? `${code} ${column}` : code))
}

const number = (decimal: string): CellValue => ({ kind: 'number', decimal, percent: false })

test.each<[string, (CellValue | string)[], string[]]>([
  ['all texts', [NO, '6217', '10.00', '成功', ''], []],
  ['an amount that is a number', [NO, '6217', number('10'), '成功', ''], []],
  ['an amount with too many decimals', [NO, '6217', number('10.005'), '成功', ''], ['returns.amount-unreadable 金额']],
  ['an account that is a number', [NO, number('6217'), '10.00', '成功', ''], ['returns.cell 账号']],
  ['an amount that is a formula', [NO, '6217', { kind: 'formula' }, '成功', ''], ['returns.cell 金额']],
  [
    'an amount in per cent',
    [NO, '6217', { kind: 'number', decimal: '10', percent: true }, '成功', ''],
    ['returns.cell 金额'],
  ],
  ['a result that shows nothing', [NO, '6217', '10.00', { kind: 'hidden' }, ''], ['returns.cell 结果']],
  [
    'a date for a reason',
    [NO, '6217', '10.00', '退票', { kind: 'date', day: null, shows: 'day', serial: '1' }],
    ['returns.cell 原因'],
  ],
  ['a total that is a formula', ['合计', '', { kind: 'formula' }, '', ''], ['returns.cell 金额']],
  ['a total with its count as a number', ['合计', number('0'), '', '', ''], []],
  ['a control character', [NO, '6217', '10.00', '成功', 'a\nb'], ['returns.control-character']],
  ['one cell too many', [NO, '6217', '10.00', '成功', '', 'x'], ['returns.row-shape']],
  ['nothing', ['', '', '', '', ''], []],
])('a row with %s', (_, cells, codes) => {
  expect(codesOf(cells)).toEqual(codes)
})

test('a hidden row is told of', () => {
  expect(codesOf([NO, '6217', '10.00', '成功', ''], true)).toEqual(['returns.hidden'])
})
