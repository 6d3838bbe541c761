import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { packageRoot } from '../../src/db/package-root.ts'
import { decode } from '../../src/layout/decode.ts'
import { layoutText, loadLayout } from '../../src/layout/layout.store.ts'
import { type Layout, readLayout } from '../../src/layout/layout.ts'
import { sampleFile, sampleReturn } from '../../src/layout/layout-sample.ts'
import { readLayoutText } from '../../src/layout/layout-source.ts'
import { ReturnReader } from '../../src/layout/return-reader.ts'
import { SAMPLE_FACTS, SAMPLE_PAYMENT } from '../support/sample-payment.ts'
import { encode } from './encode.ts'

const BANK_TAB = layoutText('bank-tab')
const BANK_FIXED = layoutText('bank-fixed')

function problemsOf(text: string) {
  const read = readLayoutText('版式.yaml', text)
  return 'problems' in read ? read.problems : []
}

function changed(name: string, change: object): Layout {
  const read = readLayout({ ...loadLayout(name), ...change })
  if ('faults' in read) throw new Error(read.faults.map(({ message }) => message).join())
  return read.layout
}

/** The cells of one made-up payment in a TAB file with these columns beside the needed ones. */
function cellsOf(columns: readonly object[], payment = SAMPLE_PAYMENT): string[] {
  const needed = [
    { name: '编号', field: 'paymentNo' },
    { name: '账号', field: 'account' },
    { name: '元', field: 'amount' },
  ]
  const own = columns.some((column) => 'field' in column && column.field === 'amount') ? needed.slice(0, 2) : needed
  const layout = changed('bank-tab', { columns: [...own, ...columns] })
  const { bytes, held } = encode(layout, SAMPLE_FACTS, [payment])
  expect(held).toEqual([])
  return bytes
    .toString('latin1')
    .trimEnd()
    .split('\t')
    .slice(own.length)
    .map((cell) => Buffer.from(cell, 'latin1'))
    .map((cell) => new TextDecoder('gb18030').decode(cell))
}

describe('a mistake is told with its line', () => {
  test.each([
    ['an unknown key', BANK_TAB.replace('quote: false\nheader', 'quotes: false\nheader'), 10, '「quotes」不认识这个键'],
    ['a missing entry', BANK_TAB.replace('extension: txt\n', ''), 2, '「extension」缺少这一项'],
    [
      'an encoding that nobody writes',
      BANK_TAB.replace('encoding: gb18030', 'encoding: big5'),
      6,
      'utf-8、utf-8-bom、gb18030、gbk',
    ],
    ['an unknown field', BANK_TAB.replace('field: holder', 'field: name'), 14, '「columns 第 2 项 field」只能是'],
    ['a field twice', BANK_TAB.replace('field: remark', 'field: holder'), 18, '字段 holder 出现了两次'],
    [
      'no number to find the payment by',
      BANK_TAB.replace('field: paymentNo }', 'field: sequence }'),
      12,
      '缺少 paymentNo',
    ],
    [
      'a separator that is a digit',
      BANK_TAB.replace('separator: "\\t"\nquote', 'separator: "1"\nquote'),
      9,
      '分隔符不能是',
    ],
    ['a width of nothing', BANK_FIXED.replace('width: 32', 'width: 0'), 24, '大于 0 的整数'],
    ['a fixed column without a width', BANK_FIXED.replace(', width: 32', ''), 24, '必须写明宽度'],
    ['a filling character of two bytes', BANK_FIXED.replace('width: 60', 'width: 60, pad: "　"'), 25, '不是一个字节'],
    [
      'zeros on the right of an amount',
      BANK_FIXED.replace('width: 13, align: right', 'width: 13, align: left'),
      27,
      '必须靠右',
    ],
    [
      'a fixed text wider than its cell',
      BANK_FIXED.replace('text: CNY, width: 3', 'text: 人民币, width: 3'),
      17,
      '固定文字有 6 字节',
    ],
    [
      'a fixed text the encoding lacks',
      BANK_FIXED.replace('text: CNY, width: 3', 'text: 𠮷, width: 9'),
      17,
      '编码写不出',
    ],
    ['a placeholder that is none', BANK_FIXED.replace('{documentNumber}', '{number}'), 19, '不认识 {number}'],
    ['a date that is none', BANK_FIXED.replace('{date:YYYYMMDD}', '{date:yyyymmdd}'), 13, '只能由 YYYY、YY、MM、DD'],
    ['a day of a month', BANK_FIXED.replace('{month:YYYYMM}', '{month:YYYYMMDD}'), 14, '月份没有日'],
    [
      'money of something else',
      BANK_FIXED.replace('field: holder, width', 'field: holder, unit: fen, width'),
      25,
      '不是金额',
    ],
    [
      'the total of the file in every row',
      BANK_FIXED.replace('text: D, width: 1', 'text: "{count}", width: 1'),
      21,
      '不能写全文件的笔数',
    ],
    ['a word for both', BANK_TAB.replace('failure: [失败', 'failure: [成功'), 31, '既表示成功又表示失败'],
    [
      'a reason that is not of the list',
      BANK_FIXED.replace('E001: name-or-id', 'E001: wrong-name'),
      55,
      '只能是 name-or-id',
    ],
    ['two encodings for bytes', BANK_FIXED.replace('[gb18030]', '[utf-8, gb18030]'), 34, '只能写一种编码'],
    ['a limit that is no money', `${BANK_TAB}amount-limit: 五万\n`, 33, '应是大于 0 的元'],
    ['YAML that is none', BANK_TAB.replace('columns:\n', 'columns\n'), 12, '缺少'],
    ['a kind that nothing writes', `${BANK_TAB}kind: picture\n`, 33, '只能是 text、workbook'],
  ])('%s', (_, text, line, says) => {
    const problems = problemsOf(text)
    expect(problems.map((problem) => `${problem.line} ${problem.message}`).join('\n')).toContain(says)
    expect(problems.find(({ message }) => message.includes(says))).toMatchObject({
      file: '版式.yaml',
      severity: 'error',
    })
    expect(problems.filter(({ message }) => message.includes(says)).map((problem) => problem.line)).toContain(line)
    expect(problems.every(({ code }) => /^layout\./.test(code))).toBe(true)
  })

  test('every mistake at once, in the order of the lines', () => {
    const problems = problemsOf(
      BANK_FIXED.replace('version: 1', 'version: none')
        .replace('width: 32', 'width: 0')
        .replace('E001: name-or-id', 'E001: x'),
    )
    expect(problems).toHaveLength(3)
    expect(problems.map(({ line }) => line)).toEqual(problems.map(({ line }) => line).toSorted((a, b) => a! - b!))
  })
})

describe('forms', () => {
  test.each([
    ['yuan', {}, '1345.80'],
    ['fen', { unit: 'fen' }, '134580'],
    ['a sign', { sign: 'plus' }, '+1345.80'],
    ['yuan filled up with zeros', { width: 12, align: 'right', pad: 0 }, '000001345.80'],
    ['fen filled up with zeros', { unit: 'fen', width: 12, align: 'right', pad: 0 }, '000000134580'],
    ['zeros stand behind the sign', { unit: 'fen', sign: 'plus', width: 12, align: 'right', pad: 0 }, '+00000134580'],
    ['spaces on the left', { width: 12, align: 'right' }, '     1345.80'],
    ['spaces on the right', { width: 12 }, '1345.80     '],
  ])('money: %s', (_, form, text) => {
    const pad = 'pad' in form ? { pad: String(form.pad) } : {}
    expect(cellsOf([{ name: '金额', field: 'amount', ...form, ...pad }])).toEqual([text.trimEnd()])
  })

  test.each([
    [1n, '00000000.01'],
    [100n, '00000001.00'],
    [10n, '00000000.10'],
    [99_999_999_999n, null],
  ])('%s fen in eleven places of yuan: %s', (amountFen, text) => {
    const shape = { width: 11, align: 'right', pad: '0' }
    const layout = changed('bank-tab', {
      columns: [
        { name: '编号', field: 'paymentNo' },
        { name: '金额', field: 'amount', ...shape },
        { name: '账号', field: 'account' },
      ],
    })
    const { bytes, held } = encode(layout, SAMPLE_FACTS, [{ ...SAMPLE_PAYMENT, amountFen }])
    if (text === null) {
      expect(held).toMatchObject([{ column: '金额', cause: { why: 'too-long', bytes: 12, width: 11 } }])
      return
    }
    expect(bytes.toString()).toContain(`\t${text}\t`)
    expect(decode(layout, bytes).totalFen).toBe(amountFen)
  })

  test.each([
    [undefined, '2026-05至2026-07'],
    ['YYYYMM', '202605-202607'],
    ['YYYY年MM月', '2026年05月-2026年07月'],
    ['YY/MM', '26/05-26/07'],
  ])('months by %s', (format, text) => {
    const column = { name: '月份', field: 'months', ...(format === undefined ? {} : { format }) }
    expect(cellsOf([column], { ...SAMPLE_PAYMENT, fromMonth: '2026-05' })).toEqual([text])
  })

  test('fixed texts, and what the batch says, in every row', () => {
    const columns = [
      { name: '币种', text: 'CNY' },
      { name: '日期', text: '{date:YYYYMMDD}' },
      { name: '批次', field: 'constant', text: '{batch}/{part}' },
      { name: '起', field: 'fromMonth', format: 'YYYYMM' },
    ]
    expect(cellsOf(columns)).toEqual(['CNY', '20260708', '371302-202607-R1-01/1', '202607'])
  })

  test('a payment above the limit is held, one at the limit is not', () => {
    const layout = changed('bank-tab', { 'amount-limit': '1345.80' })
    const over = { ...SAMPLE_PAYMENT, amountFen: SAMPLE_PAYMENT.amountFen + 1n }
    expect(encode(layout, SAMPLE_FACTS, [SAMPLE_PAYMENT]).held).toEqual([])
    expect(encode(layout, SAMPLE_FACTS, [over]).held).toMatchObject([
      { column: '金额', cause: { why: 'over-limit', limit: '1345.80' } },
    ])
  })
})

describe('the examples of docs/LAYOUTS.md', () => {
  const page = readFileSync(join(packageRoot, 'docs', 'LAYOUTS.md'), 'utf8')
  const examples = [...page.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, text]) => text!)

  test('there are two', () => expect(examples).toHaveLength(2))

  test.each(examples)('example %# is a layout, carries the sample and reads its own return', async (text) => {
    const read = readLayoutText('LAYOUTS.md', text)
    if ('problems' in read) throw new Error(JSON.stringify(read.problems))
    const sample = await sampleFile(read.layout)
    if ('headingUncarried' in sample) throw new Error('heading')
    const back = decode(read.layout, sample.bytes)
    expect(back.problems).toEqual([])
    expect(back.count).toBe(sample.rows.length)
    expect(back.count).toBeGreaterThanOrEqual(8)
    const reader = new ReturnReader(read.layout.return, '回盘')
    const answer = new TextDecoder('gb18030').decode(sampleReturn(read.layout, sample))
    const rows = answer
      .split('\r\n')
      .map((line) => reader.read(line))
      .filter((row) => row !== null)
    reader.end()
    expect(reader.problems.list()).toEqual([])
    expect(rows).toHaveLength(sample.rows.length)
  })
})
