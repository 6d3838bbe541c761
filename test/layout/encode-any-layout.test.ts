import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decode } from '../../src/layout/decode.ts'
import type { FilePayment } from '../../src/layout/file-payment.ts'
import { loadLayout } from '../../src/layout/layout.store.ts'
import { type Layout, readLayout } from '../../src/layout/layout.ts'
import { SAMPLE_FACTS, SAMPLE_PAYMENT } from '../support/sample-payment.ts'
import { encode } from './encode.ts'

const nasty = fc.constantFrom(
  '王',
  '𠮷',
  '䶮',
  '㐂',
  '·',
  '"',
  ',',
  '\t',
  '|',
  ' ',
  '　',
  '\ufeff',
  '\ue5e5',
  '0',
  '+',
  '\n',
  '\r',
  '€',
)
const name = fc
  .array(
    fc.oneof(
      nasty,
      fc.integer({ min: 0x4e00, max: 0x9fff }).map((code) => String.fromCodePoint(code)),
    ),
    {
      minLength: 1,
      maxLength: 12,
    },
  )
  .map((characters) => characters.join(''))

const payments: fc.Arbitrary<FilePayment[]> = fc
  .array(
    fc.record({
      holder: name,
      bank: name,
      account: fc.stringMatching(/^[0-9]{10,25}$/),
      amountFen: fc.oneof(fc.bigInt({ min: 1n, max: 120n }), fc.bigInt({ min: 1n, max: 99_999_999_999n })),
      persons: fc.integer({ min: 1, max: 20 }),
      standardFen: fc.option(fc.bigInt({ min: 1n, max: 999_999n })),
      toMonth: fc.constantFrom('2026-07', '2026-11'),
    }),
    { maxLength: 6 },
  )
  .map((made) => made.map((one, i) => ({ ...SAMPLE_PAYMENT, ...one, paymentNo: `R3713022607010000${1000 + i}` })))

const encoding = fc.constantFrom('utf-8', 'utf-8-bom', 'gb18030', 'gbk')
const padding = fc.constantFrom(
  { align: 'left', pad: ' ' },
  { align: 'right', pad: ' ' },
  { align: 'right', pad: '0' },
  { align: 'left', pad: '*' },
)
const money = fc.record({ unit: fc.constantFrom('yuan', 'fen'), sign: fc.constantFrom('none', 'plus') })

/** Layouts of every form, in every encoding, with every form of money, padding, header and total. */
const layouts: fc.Arbitrary<Layout> = fc
  .record({
    encoding,
    'line-end': fc.constantFrom('lf', 'crlf'),
    form: fc.constantFrom('separated', 'fixed'),
    separator: fc.constantFrom(',', '\t', '|', ';', '·'),
    quote: fc.boolean(),
    header: fc.boolean(),
    amount: fc.record({ money, padding, padded: fc.boolean() }),
    padding,
    width: fc.integer({ min: 8, max: 40 }),
    format: fc.constantFrom(undefined, 'YYYYMM', 'YYYY年MM月', 'YY.MM'),
    total: fc.constantFrom('{total}', '{totalFen}'),
    closes: fc.boolean(),
  })
  .map(layoutOf)

interface Shape {
  readonly align: string
  readonly pad: string
}

interface Made {
  readonly encoding: string
  readonly 'line-end': string
  readonly form: string
  readonly separator: string
  readonly quote: boolean
  readonly header: boolean
  readonly amount: { readonly money: object; readonly padding: Shape; readonly padded: boolean }
  readonly padding: Shape
  readonly width: number
  readonly format: string | undefined
  readonly total: string
  readonly closes: boolean
}

function layoutOf(made: Made): Layout {
  const fixed = made.form === 'fixed'
  const wide = (width: number, shape: object = {}) => (fixed ? { width, ...shape } : {})
  const { amount } = made
  const amountShape = fixed || amount.padded ? { width: 20, ...amount.padding } : {}
  const record = [
    { text: '合计', ...wide(6) },
    { text: '{count}', ...wide(8) },
    { text: made.total, ...wide(20) },
  ]
  const read = readLayout({
    ...loadLayout('bank-tab'),
    layout: 'example',
    encoding: made.encoding,
    'line-end': made['line-end'],
    form: made.form,
    separator: fixed ? undefined : made.separator,
    quote: fixed ? false : made.quote,
    header: fixed ? false : made.header,
    opening: [record],
    columns: [
      { name: '标识', text: 'D{month:YYYYMM}', ...wide(8) },
      { name: '序号', field: 'sequence', ...wide(6, { align: 'right', pad: '0' }) },
      { name: '编号', field: 'paymentNo', ...wide(24) },
      { name: '户名', field: 'holder', ...wide(made.width, made.padding) },
      { name: '开户行', field: 'bank', ...wide(40) },
      { name: '账号', field: 'account', ...wide(24, made.padding) },
      { name: '标准', field: 'standard', ...wide(16) },
      { name: '金额', field: 'amount', ...amount.money, ...amountShape },
      { name: '月份', field: 'months', ...(made.format === undefined ? {} : { format: made.format }), ...wide(30) },
    ],
    closing: made.closes ? [record] : [],
  })
  if ('faults' in read) throw new Error(read.faults.map(({ message }) => message).join())
  return read.layout
}

test('whatever the layout: what is read back is what was written, or the payment is held with its reason', () => {
  let sent = 0
  let held = 0
  fc.assert(
    fc.property(layouts, payments, (layout, given) => {
      const made = encode(layout, SAMPLE_FACTS, given)
      const heldNos = new Set(made.held.map(({ paymentNo }) => paymentNo))
      const carried = given.filter(({ paymentNo }) => !heldNos.has(paymentNo))
      const back = decode(layout, made.bytes)
      sent += carried.length
      held += made.held.length
      expect(back.problems).toEqual([])
      expect(back.totalFen).toBe(carried.reduce((sum, { amountFen }) => sum + amountFen, 0n))
      expect(
        back.payments.map(({ paymentNo, holder, bank, account }) => ({ paymentNo, holder, bank, account })),
      ).toEqual(carried.map(({ paymentNo, holder, bank, account }) => ({ paymentNo, holder, bank, account })))
      expect(made.held.every(({ column, cause }) => column !== '' && cause.why !== undefined)).toBe(true)
      expect(made.bytes.includes('?')).toBe(false)
    }),
    { numRuns: 2000 },
  )
  expect(sent).toBeGreaterThan(500)
  expect(held).toBeGreaterThan(500)
})

test('a stored layout is the layout: it comes back from its JSON as it was', () => {
  fc.assert(
    fc.property(layouts, (layout) => {
      expect(readLayout(JSON.parse(JSON.stringify(layout)))).toEqual({ layout: JSON.parse(JSON.stringify(layout)) })
    }),
    { numRuns: 100 },
  )
})
