import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decode } from '../../src/layout/decode.ts'
import type { FilePayment } from '../../src/layout/file-payment.ts'
import { BUILT_IN_LAYOUTS, loadLayout } from '../../src/layout/layout.store.ts'
import { type Layout, type PaymentField, readLayout } from '../../src/layout/layout.ts'
import { fixedWidthLayout } from '../support/fixed-width-layout.ts'
import { encode } from './encode.ts'

const facts = {
  batch: '371302-202607-R1-01',
  county: '371302',
  month: '2026-07',
  item: '城市低保',
  bank: '示例农商银行',
  documentNumber: '示例〔2026〕1号',
  part: 1,
  date: '2026-07-08',
}
const payment: FilePayment = {
  paymentNo: 'R37130226070100000013',
  holder: '示例·买买提',
  idNumber: '371302194903120012',
  account: '6217000000000000001',
  bank: '示例农商银行',
  item: '城市低保',
  area: '371302001002',
  fromMonth: '2026-07',
  toMonth: '2026-07',
  persons: 3,
  standardFen: 62000n,
  amountFen: 134580n,
}
const layouts: Layout[] = [
  ...BUILT_IN_LAYOUTS.map(loadLayout).filter(({ kind }) => kind === 'text'),
  fixedWidthLayout(),
]

const name = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        '王',
        '𠮷',
        '𫍯',
        '㐂',
        '·',
        '"',
        ',',
        '\t',
        ' ',
        'A',
        '　',
        '\ufeff',
        '\ue5e5',
        '0',
        '\n',
        '\u2028',
      ),
      fc.integer({ min: 0x4e00, max: 0x9fff }).map((code) => String.fromCodePoint(code)),
      fc.integer({ min: 0x20000, max: 0x2a6df }).map((code) => String.fromCodePoint(code)),
    ),
    { minLength: 1, maxLength: 12 },
  )
  .map((characters) => characters.join(''))

const anyPayment = fc.record({
  holder: name,
  bank: name,
  amountFen: fc.bigInt({ min: 1n, max: 99_999_999n }),
  persons: fc.integer({ min: 1, max: 20 }),
  standardFen: fc.option(fc.bigInt({ min: 1n, max: 999_999n })),
  toMonth: fc.constantFrom('2026-07', '2026-08'),
})

describe.each(layouts)('$layout', (layout) => {
  test('what is read back is what was written, and what cannot be carried is held with its reason', () => {
    fc.assert(
      fc.property(fc.array(anyPayment, { maxLength: 8 }), (given) => {
        const payments = given.map((one, i) => ({ ...payment, ...one, paymentNo: `R3713022607010000${1000 + i}` }))
        const { bytes, held, texts } = encode(layout, facts, payments)
        const heldNos = new Set(held.map(({ paymentNo }) => paymentNo))
        const sent = payments.filter(({ paymentNo }) => !heldNos.has(paymentNo))
        const back = decode(layout, bytes)
        expect(back.problems).toEqual([])
        expect(back.count).toBe(sent.length)
        expect(back.totalFen).toBe(sent.reduce((sum, { amountFen }) => sum + amountFen, 0n))
        expect(back.payments.map((one) => valuesOf(layout, one))).toEqual(texts.map((one) => sayings(layout, one)))
        expect(back.payments.map(({ paymentNo, holder }) => [paymentNo, holder])).toEqual(
          sent.map(({ paymentNo, holder }) => [paymentNo, holder]),
        )
      }),
      { numRuns: 300 },
    )
  })

  test('no ordinary name is held', () => {
    for (const holder of ['王示例', '欧阳示例', '阿卜杜拉·示例', '䶮示例'.slice(1)]) {
      expect(encode(layout, facts, [{ ...payment, holder }]).held).toEqual([])
    }
  })

  test('a byte lost or changed in the amounts shows on reading', () => {
    const { bytes } = encode(layout, facts, [payment, { ...payment, paymentNo: 'R37130226070100000021' }])
    const whole = decode(layout, bytes)
    for (let cut = 1; cut < bytes.length; cut++) {
      const { payments, problems } = decodeOrFail(layout, bytes.subarray(0, cut))
      const same = JSON.stringify(payments) === JSON.stringify(whole.payments)
      if (problems === 0 && layout.closing.length > 0) expect(same).toBe(true)
    }
  })
})

function valuesOf(layout: Layout, payment: Partial<Record<PaymentField, string>>): (string | undefined)[] {
  return fieldsOf(layout).map((field) => payment[field])
}

function sayings(layout: Layout, texts: readonly string[]): string[] {
  return texts.filter((_, i) => layout.columns[i]!.field !== 'constant')
}

function fieldsOf({ columns }: Layout): PaymentField[] {
  return columns.map(({ field }) => field).filter((field) => field !== 'constant')
}

function decodeOrFail(layout: Layout, bytes: Uint8Array): { payments: unknown; problems: number } {
  try {
    const read = decode(layout, bytes)
    return { payments: read.payments, problems: read.problems.length }
  } catch (error) {
    expect(error).toBeInstanceOf(TypeError)
    return { payments: null, problems: 1 }
  }
}

test.each([
  ['gbk', '𠮷示例', 'character'],
  ['gbk', '䶮示例', 'character'],
  ['gb18030', '示\ue5e5例', 'character'],
  ['gb18030', '示\t例', 'character'],
] as const)('%s holds %j', (encoding, holder, why) => {
  const layout = { ...loadLayout('bank-tab'), encoding }
  const { bytes, held } = encode(layout, facts, [{ ...payment, holder }])
  expect(held).toMatchObject([{ paymentNo: payment.paymentNo, column: '户名', cause: { why } }])
  expect(bytes.includes('?')).toBe(false)
})

test('bank-tab carries Ext-B characters in four bytes', () => {
  const { bytes } = encode(loadLayout('bank-tab'), facts, [{ ...payment, holder: '𠮷示例' }])
  expect(new TextDecoder('gb18030').decode(bytes)).toBe(
    'R37130226070100000013\t𠮷示例\t371302194903120012\t6217000000000000001\t1345.80\t城市低保\r\n',
  )
})

test('a separator in a name is held where the layout has no quotes', () => {
  const layout = { ...loadLayout('bank-tab'), separator: '|' }
  expect(encode(layout, facts, [{ ...payment, holder: '示|例' }]).held).toMatchObject([{ cause: { why: 'separator' } }])
})

test('a name longer than its fixed width is held', () => {
  const held = encode(fixedWidthLayout(), facts, [{ ...payment, holder: '示例'.repeat(20) }]).held
  expect(held).toMatchObject([{ column: '户名', cause: { why: 'too-long', bytes: 80, width: 30 } }])
})

test('yibentong reads as the bureau knows it', () => {
  const { bytes } = encode(loadLayout('yibentong'), facts, [payment])
  expect(bytes.subarray(0, 3)).toEqual(Buffer.from([0xef, 0xbb, 0xbf]))
  expect(bytes.subarray(3).toString().split('\r\n')).toEqual([
    '财政补助性资金发放清册',
    '补贴项目:城市低保,批次:371302-202607-R1-01,文号:示例〔2026〕1号,代发银行:示例农商银行,发放月份:2026-07',
    '序号,乡镇,村,户主姓名,身份证号,开户银行,账号,补贴项目,享受月份,人数,补贴标准,金额,支付编号,备注',
    '1,371302001,371302001002,示例·买买提,371302194903120012,示例农商银行,6217000000000000001,城市低保,2026-07,3,620.00,1345.80,R37130226070100000013,城市低保',
    '合计,,,,,,,,,,,1345.80,1笔,',
    '',
  ])
})

test.each([
  [{ separator: undefined }, 'separator'],
  [{ encoding: 'big5' }, 'encoding'],
  [{ form: 'fixed' }, '宽度'],
  [{ columns: [{ name: '账号', field: 'account' }] }, 'paymentNo'],
  [{ closing: [['{sum}']] }, 'closing'],
  [{ colour: 'red' }, 'colour'],
])('a layout with %j is refused and says what is wrong', (change, says) => {
  const read = readLayout({ ...loadLayout('bank-tab'), ...change })
  expect('faults' in read && read.faults.map(({ message }) => message).join()).toContain(says)
})
